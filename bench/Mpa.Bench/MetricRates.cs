using System.Diagnostics;
using System.Text.Json;
using Mpa.Evaluation.Metrics;
using Mpa.Files;

namespace Mpa.Bench;

/// <summary>
/// How long each metric takes for a million answers on one core, over the rows of a file of golden scores; one JSON
/// line a metric.
/// </summary>
internal static class MetricRates
{
    private const int Answers = 1_000_000, WarmUp = 20_000;

    public static void Measure(string file, TimeProvider time)
    {
        Row[] rows = [.. File.ReadLines(file).Select((line, index) => JsonLines.Parse<Row>(line, file, index + 1))];
        foreach (AnswerMetric metric in AnswerMetrics.All)
        {
            Score(metric, rows, WarmUp);
            TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
            long allocated = GC.GetAllocatedBytesForCurrentThread(), began = time.GetTimestamp();
            Score(metric, rows, Answers);
            TimeSpan seconds = time.GetElapsedTime(began);
            TimeSpan processorSeconds = Process.GetCurrentProcess().TotalProcessorTime - processor;
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                metric = metric.Name,
                answers = Answers,
                seconds = Math.Round(seconds.TotalSeconds, 2),
                processorSeconds = Math.Round(processorSeconds.TotalSeconds, 2),
                bytesAnAnswer = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Answers,
            }));
        }
    }

    private static void Score(AnswerMetric metric, Row[] rows, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Row row = rows[i % rows.Length];
            metric.Score(row.Prediction, row.Answers);
        }
    }

    private sealed record Row(string Prediction, string[] Answers);
}
