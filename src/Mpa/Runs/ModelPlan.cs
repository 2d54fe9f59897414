using Mpa.Models;

namespace Mpa.Runs;

/// <summary>What a stage will ask of one model.</summary>
/// <param name="Role">Who is asked.</param>
/// <param name="Total">Requests in all.</param>
/// <param name="Cached">Of these, answered already.</param>
/// <param name="AtMost">True when the total depends on a stage that isn't complete, so that it may turn out smaller.</param>
public sealed record ModelPlan(ModelRole Role, long Total, long Cached, bool AtMost)
{
    /// <summary>Requests still to be asked.</summary>
    public long Remaining => Total - Cached;
}
