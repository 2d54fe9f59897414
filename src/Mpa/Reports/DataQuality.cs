namespace Mpa.Reports;

/// <summary>What the pseudo pairs are like; shares are 0 to 1.</summary>
/// <param name="Pairs">Readable pairs.</param>
/// <param name="DistinctQuestions">Distinct questions, as a share of the pairs.</param>
/// <param name="MeanAnswerWords">Words in an answer, on average.</param>
/// <param name="LongAnswers">Share of answers of more than five words, which a one-phrase re-answer hardly repeats.</param>
/// <param name="AnswerInQuestion">Share of pairs whose answer's words stand in their question, so that it may be guessed without the image.</param>
/// <param name="CommonestAnswer">The answer given most often.</param>
/// <param name="CommonestShare">Its share of the pairs.</param>
/// <param name="Matcher">Name of the matcher of the parity rule.</param>
/// <param name="ChanceRate">How often the matcher accepts the answer of another pair, drawn at random.</param>
public sealed record DataQuality(
    int Pairs,
    double DistinctQuestions,
    double MeanAnswerWords,
    double LongAnswers,
    double AnswerInQuestion,
    string CommonestAnswer,
    double CommonestShare,
    string Matcher,
    double ChanceRate);
