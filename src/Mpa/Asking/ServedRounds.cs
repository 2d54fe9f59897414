using System.Runtime.CompilerServices;
using Mpa.Costs;
using Mpa.Models;
using Mpa.Runs;

namespace Mpa.Asking;

/// <summary>
/// Asks a served model within the budget. Near its end fewer requests are drawn than there is room for, so that it is
/// passed by those under way at most; what was held back is asked in the next round, if there is money left.
/// </summary>
/// <param name="model">Who is asked.</param>
/// <param name="ledger">Where the cost is written; null for a model whose prices the run doesn't know.</param>
/// <param name="stage">The stage that asks.</param>
/// <param name="hopeless">True once nothing more is to be asked, whatever is left of the budget.</param>
internal sealed class ServedRounds(IServedModel model, LedgerAccount? ledger, Stage stage, Func<bool> hopeless)
{
    /// <summary>Each planned row with its reply, in any order.</summary>
    /// <exception cref="MpaException">The budget is spent.</exception>
    public async IAsyncEnumerable<(Ask Ask, ModelReply Reply)> AskAsync(
        IReadOnlyList<Ask> asks,
        Func<Ask, ModelRequest> request,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        ledger?.Mend();
        IReadOnlyList<Ask> open = asks;
        while (open.Count > 0 && !hopeless())
        {
            ledger?.RequireBudget();
            Round round = new(
                open, request, underWay => !hopeless() && (ledger?.Affords(stage, underWay) ?? true));
            await foreach ((int index, ModelReply reply) in model.AskEachAsync(round.Draw(), cancellation))
            {
                ledger?.Append(stage, open[index].Id, reply);
                round.Done.Add(index);
                yield return (open[index], reply);
            }

            open = round.Unasked(model.Name);
        }
    }

    private sealed class Round(
        IReadOnlyList<Ask> asks, Func<Ask, ModelRequest> request, Func<int, bool> affords)
    {
        private int _drawn;

        public HashSet<int> Done { get; } = [];

        public IEnumerable<ModelRequest> Draw()
        {
            while (_drawn < asks.Count && Affordable(_drawn - Done.Count))
            {
                yield return request(asks[_drawn++]);
            }
        }

        public IReadOnlyList<Ask> Unasked(string name) => Done.Count == _drawn && _drawn > 0
            ? [.. asks.Skip(_drawn)]
            : throw new InvalidOperationException($"{name} gave {Done.Count} replies to {_drawn} requests");

        /// <summary>A round's first request is paid from what the budget has left.</summary>
        private bool Affordable(int underWay) => (underWay == 0 && _drawn == 0) || affords(underWay);
    }
}
