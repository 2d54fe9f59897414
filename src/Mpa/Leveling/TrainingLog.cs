using Mpa.Files;

namespace Mpa.Leveling;

/// <summary>
/// 4-training.jsonl: a row a step. A training that goes on from its saved state repeats the steps after it; the rows of the repeated
/// steps are replaced, so that each step stands there once.
/// </summary>
internal sealed class TrainingLog(string path) : IDisposable
{
    private JsonLinesWriter<TrainingStep>? _writer;

    public void Add(TrainingStep step)
    {
        if (_writer is null)
        {
            JsonLines.Replace(path, JsonLines.Read<TrainingStep>(path).Where(earlier => earlier.Step < step.Step));
            _writer = new JsonLinesWriter<TrainingStep>(path);
        }

        _writer.Append(step);
    }

    public void Dispose()
    {
        _writer?.Sync();
        _writer?.Dispose();
    }
}
