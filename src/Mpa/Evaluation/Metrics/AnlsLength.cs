namespace Mpa.Evaluation.Metrics;

/// <summary>Which texts' length the edit distance of ANLS is divided by. Public scripts disagree.</summary>
public enum AnlsLength
{
    /// <summary>The texts as written, upper-cased: the challenge's own evaluation script, and evaluators that follow it.</summary>
    AsWritten,

    /// <summary>The texts after lower-casing and joining runs of spaces: the formula of the ST-VQA paper.</summary>
    Normalized,
}
