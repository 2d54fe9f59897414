using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Asking;

/// <summary>
/// Watches the first replies of a stage. Where all of them are of no use, so will be the rest: a prompt that the model
/// doesn't follow, a limit that cuts every reply, a model that only thinks. The stage stops before it costs more.
/// </summary>
/// <param name="enough">How many replies decide, the recipe's <c>giveUpAfter</c>; 0 never stops.</param>
internal sealed class FirstReplies(int enough)
{
    private readonly List<string> _causes = [];
    private bool _useful;

    /// <summary>Whether nothing more is to be asked.</summary>
    public bool Hopeless => !_useful && enough > 0 && _causes.Count >= enough;

    /// <summary>Another reply, or one that is on file already.</summary>
    /// <param name="why">Why it is of no use; null for one that is.</param>
    public void Add(string? why)
    {
        if (why is null)
        {
            _useful = true;
        }
        else if (_causes.Count < enough)
        {
            _causes.Add(why);
        }
    }

    /// <exception cref="MpaException">The first replies were all of no use.</exception>
    public void Require(Stage stage, ModelReference model)
    {
        if (Hopeless)
        {
            string causes = string.Join(", ", _causes
                .CountBy(cause => cause, StringComparer.Ordinal)
                .OrderByDescending(cause => cause.Value)
                .Take(3)
                .Select(cause => $"{cause.Value} × {cause.Key}"));
            throw new MpaException(
                $"{stage}: none of the first {enough} replies of {model.DisplayName} can be used ({causes}). "
                + "They are on file with their cause; mend what the cause names, such as maxNewTokens, the task or "
                + "the model. To go on all the same, set giveUpAfter: 0.");
        }
    }
}
