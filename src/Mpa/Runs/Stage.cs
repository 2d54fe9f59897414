using System.Text.Json;
using System.Text.Json.Serialization;
using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Images;
using Mpa.Leveling;
using Mpa.Parity;
using Mpa.Planning;
using Mpa.Recipes;
using Mpa.Reports;

namespace Mpa.Runs;

/// <summary>
/// A stage of a run: one object that says all that the pipeline, a plan, a display and the command line need of it. A
/// new stage is a file with a class and a line in <see cref="All"/>.
/// </summary>
[JsonConverter(typeof(StageJson))]
public abstract class Stage : IComparable<Stage>
{
    private protected Stage()
    {
    }

    /// <summary>Lists, hashes and checks the images.</summary>
    public static Stage Collect { get; } = new CollectStage();

    /// <summary>PA: the teacher writes pairs.</summary>
    public static Stage Annotate { get; } = new AnnotateStage();

    /// <summary>PI: both models answer, and the parity rule decides.</summary>
    public static Stage Identify { get; } = new IdentifyStage();

    /// <summary>PL: the student is trained on the kept pairs.</summary>
    public static Stage Level { get; } = new LevelStage();

    /// <summary>Student before and after, and the teacher, on the labeled test.</summary>
    public static Stage Evaluate { get; } = new EvaluateStage();

    /// <summary>Writes the report.</summary>
    public static Stage Report { get; } = new ReportStage();

    /// <summary>Every stage, in the order of a run.</summary>
    public static IReadOnlyList<Stage> All { get; } = [Collect, Annotate, Identify, Level, Evaluate, Report];

    /// <summary>Where a run begins.</summary>
    public static Stage First => All[0];

    /// <summary>Where a run ends.</summary>
    public static Stage Last => All[^1];

    /// <summary>What its files begin with; rises from stage to stage.</summary>
    public abstract int Number { get; }

    /// <summary>As people, commands and files name it, such as "annotate".</summary>
    public abstract string Name { get; }

    /// <summary>What its items are, such as "pairs".</summary>
    public abstract string Unit { get; }

    /// <summary>What a command does that runs the stage alone, in a sentence; null for a stage without one.</summary>
    public virtual string? Alone => null;

    /// <summary>Whether a recipe has the stage.</summary>
    public virtual bool IsIn(Recipe recipe) => true;

    /// <summary>The stage of a name; null when there is none.</summary>
    public static Stage? Named(string name) => All.FirstOrDefault(stage => stage.Name == name);

    /// <summary>The stage that follows in a recipe; null after the last.</summary>
    public Stage? Next(Recipe recipe) => All.FirstOrDefault(stage => stage > this && stage.IsIn(recipe));

    /// <inheritdoc/>
    public int CompareTo(Stage? other) => Number.CompareTo(other?.Number ?? int.MinValue);

    /// <summary>True for an earlier stage.</summary>
    public static bool operator <(Stage one, Stage other) => one.Number < other.Number;

    /// <summary>True for a later stage.</summary>
    public static bool operator >(Stage one, Stage other) => one.Number > other.Number;

    /// <summary>True for an earlier stage and the same.</summary>
    public static bool operator <=(Stage one, Stage other) => one.Number <= other.Number;

    /// <summary>True for a later stage and the same.</summary>
    public static bool operator >=(Stage one, Stage other) => one.Number >= other.Number;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>True while a model is asked in it, so that what was spent is shown.</summary>
    internal virtual bool Asks => false;

    /// <summary>Full paths of the files and folders that it writes.</summary>
    internal abstract IReadOnlyList<string> Files(RunFolder folder);

    /// <summary>Those of its files that models were asked or trained for; the others follow from them.</summary>
    internal virtual IReadOnlyList<string> Costly(RunFolder folder) => [];

    /// <summary>Hash of all that the stage depends on, from the recipe and the files on disk.</summary>
    internal abstract string Key(RunSession run);

    /// <summary>What the stage would do.</summary>
    internal virtual StagePlan Plan(StageOutlook outlook) => new(this, outlook.Done is not null, []);

    /// <summary>Does the stage.</summary>
    /// <param name="run">The run.</param>
    /// <param name="key">What <see cref="Key"/> gave.</param>
    /// <param name="cancellation">Ends the work at a batch's end.</param>
    internal abstract Task<StageCounts> RunAsync(RunSession run, string key, CancellationToken cancellation);

    /// <summary>A stage stands in JSON by its name, as a value and as a key of a map.</summary>
    private sealed class StageJson : JsonConverter<Stage>
    {
        public override Stage Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Parse(ref reader);

        public override Stage ReadAsPropertyName(
            ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Parse(ref reader);

        public override void Write(Utf8JsonWriter writer, Stage value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Name);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, Stage value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value.Name);

        private static Stage Parse(ref Utf8JsonReader reader)
        {
            string? name = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                ? reader.GetString()
                : null;
            return name is not null && Named(name) is { } stage
                ? stage
                : throw new JsonException($"\"{name}\" is no stage of this version");
        }
    }
}
