using Mpa.Evaluation;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Tasks;

namespace Mpa.Runs;

/// <summary>What every stage of one run needs to know.</summary>
internal sealed class RunSession(Recipe recipe, PipelineServices services, CancellationToken cancellation = default)
{
    private readonly Dictionary<ModelReference, string> _fingerprints = [];
    private readonly Lazy<Ledger?> _ledger = new(() => recipe.Teacher.Server is { } server ? new Ledger(new RunFolder(recipe.Output), server) : null);

    public Recipe Recipe { get; } = recipe;

    public PipelineServices Services { get; } = services;

    public RunFolder Folder { get; } = new(recipe.Output);

    public VqaTask Task { get; } = VqaTask.Named(recipe.Task);

    /// <summary>The student after leveling.</summary>
    public ModelReference Leveled { get; } = new()
    {
        Folder = recipe.Student.Folder is { } student
            ? student with { Path = new RunFolder(recipe.Output).Leveled }
            : new FolderOptions { Path = new RunFolder(recipe.Output).Leveled },
    };

    /// <summary>
    /// For the teacher, which looks at every image in annotate and again in identify. The student looks at one in identify alone, whose questions follow each other;
    /// a teacher behind a server sees to its own.
    /// </summary>
    public FeatureRoom? FeaturesOf(ModelReference model) => model == Recipe.Teacher && model.Server is null && Recipe.FeatureGiB > 0
        ? new FeatureRoom(Folder.Features, (long)(Recipe.FeatureGiB * (1L << 30)))
        : null;

    public string FullPath(ImageItem image) => Path.Combine(ImageFiles.RootOf(Recipe), image.Path);

    public ImageSource OpenImages(DataAccess access) => Services.OpenImages(
        new DataRequest(Recipe.Images, Recipe.ImageRoot, Recipe.Output, Folder.ImageStore, access) { Cancellation = cancellation });

    /// <summary>Where the run keeps a test that it has to read from an archive or a table.</summary>
    public string TestStoreOf(string questions) => questions == Recipe.Evaluate!.Questions ? Folder.TestStore : Folder.SecondTestStore;

    /// <summary>One of the recipe's two tests.</summary>
    /// <param name="questions">Its path, as the recipe has it.</param>
    /// <param name="access">What is wanted of it.</param>
    public TestSplit OpenTest(string questions, DataAccess access)
    {
        EvaluateOptions options = Recipe.Evaluate!;
        string? imageRoot = questions == options.Questions ? options.ImageRoot : null;
        DataRequest request = new(questions, imageRoot, Recipe.Output, TestStoreOf(questions), access, options.Limit);
        return Services.OpenTest(request with { Cancellation = cancellation });
    }

    /// <summary>Looked up once a session, since hashing weights takes time; forgotten by <see cref="Forget"/>.</summary>
    public string Fingerprint(ModelReference model)
    {
        if (!_fingerprints.TryGetValue(model, out string? fingerprint))
        {
            fingerprint = Services.Fingerprint(model);
            _fingerprints.Add(model, fingerprint);
        }

        return fingerprint;
    }

    /// <summary>Called when a model is made anew.</summary>
    public void Forget(ModelReference model) => _fingerprints.Remove(model);

    /// <summary>Opens a model and makes sure that it is the one whose fingerprint stands in the keys.</summary>
    /// <param name="reference">As the recipe names it.</param>
    /// <param name="features">Room for what it sees; null where no later stage looks at the same images.</param>
    public IVisionLanguageModel Open(ModelReference reference, FeatureRoom? features = null)
    {
        IVisionLanguageModel model = Services.OpenModel(reference, features);
        if (model.Fingerprint == Fingerprint(reference))
        {
            return model;
        }

        model.Dispose();
        throw new MpaException($"{reference.DisplayName} has changed since this run began. Run again: what it touches is redone.");
    }

    /// <summary>
    /// Where a stage writes down what a model costs; null for a model of this machine, and for a served judge that isn't the teacher: the
    /// ledger knows the teacher's prices only.
    /// </summary>
    public StageLedger? BooksOf(ModelReference model, Stage stage) =>
        model == Recipe.Teacher && _ledger.Value is { } ledger ? new StageLedger(ledger, stage) : null;

    /// <summary>The rows of some files of the runs that the recipe reuses, this run apart.</summary>
    /// <param name="files">Which files of a run folder.</param>
    /// <param name="copy">Gives a row with the folder that it was taken from.</param>
    public SharedRows<TRow> Shared<TRow>(Func<RunFolder, IEnumerable<string>> files, Func<TRow, string, TRow> copy)
        where TRow : class
    {
        IEnumerable<string> runs = Recipe.Reuse.Where(run => run != Folder.Root);
        return new SharedRows<TRow>([.. runs.SelectMany(run => files(new RunFolder(run)).Where(File.Exists).Select(path => (run, path)))], copy);
    }

    public void Report(Stage stage, long done, long total, string summary, bool complete = false, bool earlier = false)
    {
        string spent = complete ? _ledger.Value?.SpentTextOf(stage) ?? "" : Asks(stage) ? _ledger.Value?.SpentText ?? "" : "";
        string line = string.Join(" · ", new[] { summary, spent }.Where(part => part != ""));
        Services.Progress(new StageProgress(stage, done, total, StageSummary.Unit(stage), line, complete, earlier));
    }

    private static bool Asks(Stage stage) => stage is Stage.Annotate or Stage.Identify or Stage.Evaluate;
}
