using System.Runtime.CompilerServices;
using Mpa.Models;

namespace Mpa.Runs;

/// <summary>
/// Asks a served model within the budget. Near its end fewer requests are drawn than there is room for, so that it is passed by
/// those under way at most; what was held back is asked in the next round, if there is money left.
/// </summary>
internal sealed class ServedRounds(IServedModel model, StageLedger? books)
{
    /// <summary>Each planned row with its reply, in any order.</summary>
    /// <exception cref="MpaException">The budget is spent.</exception>
    public async IAsyncEnumerable<(Ask<TRow> Ask, ModelReply Reply)> AskAsync<TRow>(
        IReadOnlyList<Ask<TRow>> asks, [EnumeratorCancellation] CancellationToken cancellation)
    {
        books?.Ledger.Mend();
        IReadOnlyList<Ask<TRow>> open = asks;
        while (open.Count > 0)
        {
            books?.Ledger.RequireBudget();
            Round<TRow> round = new(open, books);
            await foreach ((int index, ModelReply reply) in model.AskEachAsync(round.Draw(), cancellation))
            {
                books?.Ledger.Append(books.Stage, open[index].Id, reply);
                round.Done.Add(index);
                yield return (open[index], reply);
            }

            open = round.Unasked(model.Name);
        }
    }

    private sealed class Round<TRow>(IReadOnlyList<Ask<TRow>> asks, StageLedger? books)
    {
        private int _drawn;

        public HashSet<int> Done { get; } = [];

        public IEnumerable<ModelRequest> Draw()
        {
            while (_drawn < asks.Count && Affordable(_drawn - Done.Count))
            {
                yield return asks[_drawn++].Request;
            }
        }

        public IReadOnlyList<Ask<TRow>> Unasked(string name) => Done.Count == _drawn && _drawn > 0
            ? [.. asks.Skip(_drawn)]
            : throw new InvalidOperationException($"{name} gave {Done.Count} replies to {_drawn} requests");

        /// <summary>A round's first request is paid from what the budget has left.</summary>
        private bool Affordable(int underWay) => underWay == 0 && _drawn == 0 || books is null || books.Ledger.Affords(books.Stage, underWay);
    }
}
