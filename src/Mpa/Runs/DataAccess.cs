namespace Mpa.Runs;

/// <summary>What a run needs to know of its data at the moment.</summary>
public enum DataAccess
{
    /// <summary>Whether it changed: the stamp must be right, rows may be absent.</summary>
    Stamp,

    /// <summary>What is in it, without writing anything into the run.</summary>
    Look,

    /// <summary>All of it; what lies inside files is taken out into the run's store.</summary>
    Extract,
}
