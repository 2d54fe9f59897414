using System.Globalization;
using Mpa.Models;

namespace Mpa.Remote.Failures;

/// <summary>
/// Counts the requests that failed for good. A few are rows with their cause; with more than the recipe's share of them
/// something is wrong that a person must see, and the run stops.
/// </summary>
/// <param name="section">Its option states the share of a stage's requests that may fail.</param>
internal sealed class FailureBudget(ServerSection section)
{
    private const int FewUnderWay = 20;
    private const int FewAtEnd = 5;

    private readonly double _share = section.Options.Failures;
    private readonly Dictionary<string, int> _causes = [];
    private int _asked;
    private string _last = "";

    private int Failed => _causes.Values.Sum();

    /// <summary>Counts a request that was answered, or that failed for good.</summary>
    /// <param name="cause">Null for an answer.</param>
    /// <param name="reply">It, or why there is none.</param>
    /// <exception cref="ServerGivenUpException">More failed than may.</exception>
    public void Count(string? cause, ModelReply reply)
    {
        _asked++;
        if (cause is not null)
        {
            _causes[cause] = _causes.GetValueOrDefault(cause) + 1;
            _last = reply.Error!;
            Check(FewUnderWay);
        }
    }

    /// <summary>All requests are done; also a small stage of which most failed stops the run.</summary>
    /// <exception cref="ServerGivenUpException">More failed than may.</exception>
    public void Close() => Check(FewAtEnd);

    private void Check(int few)
    {
        if (Failed < few || Failed <= _share * _asked)
        {
            return;
        }

        IEnumerable<string> causes = _causes
            .OrderByDescending(cause => cause.Value)
            .ThenBy(cause => cause.Key, StringComparer.Ordinal)
            .Select(cause => $"{cause.Value} × {cause.Key}");
        string share = _share.ToString(CultureInfo.InvariantCulture);
        throw new ServerGivenUpException(
            $"{Failed} of {_asked} requests to the {section.RoleName} failed ({string.Join(", ", causes)}), "
            + $"more than the share of {share} that {section.Key("failures")} allows. "
            + $"The last: {_last}. The failed ones are asked again when the run goes on.");
    }
}
