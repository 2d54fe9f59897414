namespace Mpa.Runs;

/// <summary>The stages of a run, in order.</summary>
public enum Stage
{
    /// <summary>Lists, hashes and checks the images.</summary>
    Collect,

    /// <summary>PA: the teacher writes pairs.</summary>
    Annotate,

    /// <summary>PI: both models answer, and the parity rule judges.</summary>
    Identify,

    /// <summary>PL: the student is trained on the kept pairs.</summary>
    Level,

    /// <summary>Student before and after, and the teacher, on the labeled test.</summary>
    Evaluate,

    /// <summary>Writes the report.</summary>
    Report,
}
