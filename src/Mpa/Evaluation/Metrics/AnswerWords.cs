namespace Mpa.Evaluation.Metrics;

/// <summary>
/// The words of an answer, for exact match and F1. As SQuAD's script (Rajpurkar et al. 2016) it drops case, articles and punctuation around
/// words; unlike it, it keeps what is part of a number: "6.8" is not "68", and "-5" is not "5".
/// </summary>
internal static class AnswerWords
{
    private static readonly char[] Opening = [.. "\"'`([{“‘«"];
    private static readonly char[] Closing = [.. "\"'`)]}”’».,;:!?"];

    /// <summary>The words; of an answer that is nothing but articles and punctuation, its words unchanged but for case.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        string[] raw = PythonText.JoinWords(PythonCase.Lower(text)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        List<string> words = new(raw.Length);
        foreach (string word in raw)
        {
            string bare = word.TrimStart(Opening).TrimEnd(Closing);
            if (bare is not ("" or "a" or "an" or "the"))
            {
                words.Add(bare);
            }
        }

        return words.Count > 0 ? words : raw;
    }
}
