using System.Text.Json.Serialization;
using Mpa.Annotation;
using Mpa.Evaluation;
using Mpa.Evaluation.Judging;
using Mpa.Evaluation.Metrics;
using Mpa.Leveling;
using Mpa.Models;
using Mpa.Parity;
using Mpa.Rounds;
using Mpa.Tasks;

namespace Mpa.Recipes;

/// <summary>
/// Everything a run is told. A YAML recipe states only what differs from these defaults; paths are full paths here.
/// </summary>
public sealed record Recipe
{
    /// <summary>A value of <see cref="ImageItems"/>.</summary>
    public const string Files = "files";

    /// <summary>A value of <see cref="ImageItems"/>.</summary>
    public const string Folders = "folders";

    /// <summary>
    /// What is asked and how answers are compared: the name of a task of the program (demo, textvqa, stvqa, chartqa,
    /// okvqa), or one of your own, as a map or the path of a YAML file.
    /// </summary>
    [JsonConverter(typeof(TaskJson))]
    public required VqaTask Task { get; init; }

    /// <summary>
    /// Folder of unlabeled images, searched through all its folders; a text file with one path a line; an archive; or a
    /// data file that names or holds images.
    /// </summary>
    [ReadPath]
    public required string Images { get; init; }

    /// <summary>Takes the first this many image files, in order; 0 takes all.</summary>
    [Key("images.limit")]
    [AtLeast(0)]
    public int ImageLimit { get; init; }

    /// <summary>
    /// What is asked about together: <c>files</c>, each image file for itself; or <c>folders</c>, all images of a
    /// folder in the order of their names, such as the pages of a document or the frames of a clip.
    /// </summary>
    [Key("images.items")]
    [OneOf(Files, Folders)]
    public string ImageItems { get; init; } = Files;

    /// <summary>
    /// Images that an item shows at most, in the test too. Of an animation, a PDF or a folder with more, those shown
    /// are spread evenly from the first to the last; at 1 it is the first. An item that lists more is left out.
    /// </summary>
    [Key("images.most")]
    [Between(1, 64)]
    public int ImagesMost { get; init; } = 1;

    /// <summary>
    /// Column of the data file that <c>images</c> names with questions of your own: the teacher answers them, and
    /// writes none about an image that has some. Null reads no question.
    /// </summary>
    [Key("images.questions")]
    [AnyValue("whatever the file calls its column; the file is looked at")]
    public string? ImageQuestions { get; init; }

    /// <summary>
    /// Folder that the paths in a list or data file start from and may not leave; null takes the one it lies in.
    /// </summary>
    [ReadPath]
    public string? ImageRoot { get; init; }

    /// <summary>The large model.</summary>
    public required ModelReference Teacher { get; init; }

    /// <summary>The small model, a checkpoint folder.</summary>
    [Trained]
    public required ModelReference Student { get; init; }

    /// <summary>The run folder.</summary>
    [WrittenPath]
    public required string Output { get; init; }

    /// <summary>Seed of everything that is drawn.</summary>
    [AnyValue("every whole number is a seed")]
    public int Seed { get; init; }

    /// <summary>Run folders whose rows are taken where their content key is the one this run would ask for.</summary>
    [ReadPath]
    public IReadOnlyList<string> Reuse { get; init; } = [];

    /// <summary>
    /// GiB on disk for what the teacher's vision tower saw, so that identify need not look at the images again; 0 keeps
    /// nothing. Deleted when identify is complete.
    /// </summary>
    [Between(0, 1_000_000)]
    public double FeatureGiB { get; init; } = 8;

    /// <summary>
    /// A stage stops when its first so many replies are all of no use (no pair, cut, refused, failed), and says why; 0
    /// goes on whatever comes.
    /// </summary>
    [Between(0, 1_000_000)]
    public int GiveUpAfter { get; init; } = 20;

    /// <summary>Stage 1.</summary>
    public AnnotateOptions Annotate { get; init; } = new();

    /// <summary>Stages 2 and 3.</summary>
    public IdentifyOptions Identify { get; init; } = new();

    /// <summary>Stage 4.</summary>
    public LevelOptions Level { get; init; } = new();

    /// <summary>Stage 5; null when there is no labeled test.</summary>
    public EvaluateOptions? Evaluate { get; init; }

    /// <summary>A model that judges the answers to the test beside the metric; null for none.</summary>
    public JudgeOptions? Judge { get; init; }

    /// <summary>Whoever judges, the test or the pairs; null where nobody does.</summary>
    [JsonIgnore]
    public ModelReference? JudgeModel => (Judge ?? Task.Matcher?.Judge)?.Model;

    /// <summary>
    /// The metric by which PI compares two answers, at the threshold from which on they are the same.
    /// </summary>
    internal AnswerMetric Matcher
    {
        get
        {
            AnswerMetric metric = Task.Comparing(Identify.Matcher);
            return Identify.Threshold is { } threshold ? metric with { MatchThreshold = threshold } : metric;
        }
    }

    /// <summary>Who is asked beside teacher and student, by what they are in the run.</summary>
    [JsonIgnore]
    public IReadOnlyList<(ModelRole Role, ModelReference Model)> Advisers =>
    [
        .. new (ModelRole Role, ModelReference? Model)[]
        {
            (ModelRole.Filter, Annotate.Filter?.Model),
            (ModelRole.Opinion, Identify.Opinion?.Model),
            (ModelRole.Judge, JudgeModel),
        }.Where(adviser => adviser.Model is not null).Select(adviser => (adviser.Role, adviser.Model!)),
    ];

    /// <summary>Levels again with the leveled student; null levels once.</summary>
    public RoundsOptions? Rounds { get; init; }
}
