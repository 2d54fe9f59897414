using Mpa.Costs;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Images;
using Mpa.Models;
using Mpa.Recipes;
using Mpa.Tasks;

namespace Mpa.Runs;

/// <summary>What every stage of one run needs to know.</summary>
/// <param name="recipe">What runs.</param>
/// <param name="parts">What it runs with.</param>
/// <param name="progress">Told how far a stage is, on the thread that does the work; null tells nobody.</param>
/// <param name="cancellation">Ends long reads.</param>
internal sealed class RunSession(
    Recipe recipe, RunParts parts, Action<StageProgress>? progress = null, CancellationToken cancellation = default)
{
    private readonly Dictionary<ModelReference, string> _fingerprints = [];
    private readonly Dictionary<string, string> _digests = [];
    private readonly Lazy<Ledger> _ledger = new(() => new Ledger(recipe));

    private readonly Lock _telling = new();

    private Manifest? _manifest;
    private StageProgress? _news;
    private ImageSource? _stamped;

    public Recipe Recipe { get; } = recipe;

    public RunParts Parts { get; } = parts;

    public RunFolder Folder { get; } = new(recipe.Output);

    public VqaTask Task { get; } = recipe.Task;

    /// <summary>The student after leveling.</summary>
    public ModelReference Leveled { get; } = recipe.Student.At(new RunFolder(recipe.Output).Leveled);

    /// <summary>Whether there is a leveled student.</summary>
    public bool HasLeveled => Directory.Exists(Folder.Leveled);

    /// <summary>run.json as it stands, or as it would begin.</summary>
    public Manifest Manifest
    {
        get => _manifest ??= ManifestStore.Read(Folder) ?? Manifest.Begin(Recipe, Parts.Versions);
        set => _manifest = value;
    }

    /// <summary>Full path of one of the run's images.</summary>
    /// <param name="path">As its row has it.</param>
    public string FullPath(string path) => Path.Combine(ImageFiles.RootOf(Recipe), path);

    /// <summary>Full path of the file that is shown of an item.</summary>
    /// <param name="part">One of its images.</param>
    public string FullPath(ImagePart part) => part.FullPath(ImageFiles.RootOf(Recipe), Folder);

    /// <summary>An item's images as a model is shown them: with the hashes that the collector saw.</summary>
    public IReadOnlyList<RequestImage> Shown(ImageItem item) =>
        [.. item.Shown.Select(part => new RequestImage(FullPath(part), part.Sha256))];

    /// <summary>The run's images. To look at those that a stamp was made of, they aren't listed again.</summary>
    public ImageSource OpenImages(DataAccess access)
    {
        if (access == DataAccess.Look && _stamped is { Paths.Count: > 0 })
        {
            return _stamped;
        }

        DataRequest request = new(Recipe.Images, Recipe.ImageRoot, Recipe.Output, Folder.ImageStore, access)
        {
            Limit = Recipe.ImageLimit,
            ByFolder = Recipe.ImageItems == Recipe.Folders,
            Questions = Recipe.ImageQuestions,
        };
        ImageSource source = Parts.Data.OpenImages(request with { Cancellation = cancellation });
        source = Recipe.ImageLimit == 0
            ? source
            : source with
            {
                Paths = [.. source.Paths.Take(Recipe.ImageLimit)],
                Stamp = ContentKey.Of(source.Stamp, Recipe.ImageLimit),
            };
        _stamped = access == DataAccess.Stamp ? source : _stamped;
        return source;
    }

    /// <summary>Where the run keeps a test that it has to read from an archive or a table.</summary>
    public string TestStoreOf(string questions) =>
        questions == Recipe.Evaluate!.Questions ? Folder.TestStore : Folder.SecondTestStore;

    /// <summary>One of the recipe's two tests.</summary>
    /// <param name="questions">Its path, as the recipe has it.</param>
    /// <param name="access">What is wanted of it.</param>
    public TestSplit OpenTest(string questions, DataAccess access)
    {
        EvaluateOptions options = Recipe.Evaluate!;
        string? imageRoot = questions == options.Questions ? options.ImageRoot : null;
        DataRequest request = new(questions, imageRoot, Recipe.Output, TestStoreOf(questions), access, options.Limit);
        return Parts.Data.OpenTest(request with { Cancellation = cancellation });
    }

    /// <summary>
    /// Looked up once a session, since hashing weights takes time; forgotten by <see cref="Forget"/>.
    /// </summary>
    public string Fingerprint(ModelReference model)
    {
        if (!_fingerprints.TryGetValue(model, out string? fingerprint))
        {
            fingerprint = Parts.Models.Fingerprint(model);
            _fingerprints.Add(model, fingerprint);
        }

        return fingerprint;
    }

    /// <summary>Digest of a file of the run: as the stage that wrote it was last found to have left it.</summary>
    public string DigestOf(string path) => _digests.GetValueOrDefault(path) ?? FileDigest.Of(path);

    /// <summary>Reckons the digest of a stage's file, which the keys of later stages are made of.</summary>
    public string Digest(string path) => _digests[path] = FileDigest.Of(path);

    /// <summary>
    /// The fingerprints of the models that there are, by role. Of a leveled student that can't be read its own stage
    /// tells when its turn comes.
    /// </summary>
    public SortedDictionary<string, string> Fingerprints()
    {
        SortedDictionary<string, string> models = new(StringComparer.Ordinal);
        Add(ModelRole.Teacher, Recipe.Teacher);
        Add(ModelRole.Student, Recipe.Student);
        Add(ModelRole.Leveled, HasLeveled && IsReadable(Leveled) ? Leveled : null);
        Recipe.Advisers.ToList().ForEach(adviser => Add(adviser.Role, adviser.Model));
        return models;

        void Add(ModelRole role, ModelReference? model)
        {
            if (model is not null)
            {
                models.Add(role.Name(), Fingerprint(model));
            }
        }
    }

    private bool IsReadable(ModelReference model)
    {
        try
        {
            Fingerprint(model);
            return true;
        }
        catch (MpaException)
        {
            return false;
        }
    }

    /// <summary>Called when a model is made anew.</summary>
    public void Forget(ModelReference model) => _fingerprints.Remove(model);

    /// <summary>Opens a model and makes sure that it is the one whose fingerprint stands in the keys.</summary>
    /// <param name="model">As the recipe names it.</param>
    /// <param name="role">What it is in the run.</param>
    /// <param name="stage">Where it is asked.</param>
    public IVisionLanguageModel Open(ModelReference model, ModelRole role, Stage stage)
    {
        IVisionLanguageModel opened = Parts.Models.Open(model, role, FeaturesOf(model, stage));
        if (opened.Fingerprint == Fingerprint(model))
        {
            return opened;
        }

        opened.Dispose();
        throw new MpaException(
            $"{model.DisplayName} has changed since this run began. Run again: what it touches is redone.");
    }

    /// <summary>Where the cost of a model's replies is written; null for a model of this machine.</summary>
    public LedgerAccount? LedgerOf(ModelReference model) => model.Server is null ? null : _ledger.Value.Of(model);

    /// <summary>Tells how far a stage is, and what was spent so far.</summary>
    public void Report(Stage stage, long done, long total, string summary, bool complete = false, bool earlier = false)
    {
        string? spent = complete ? _ledger.Value.SpentTextOf(stage) : stage.Asks ? _ledger.Value.SpentText : null;
        string line = string.Join(" · ", new[] { summary, spent }.Where(part => !string.IsNullOrEmpty(part)));
        Tell(new StageProgress(
            Stage: stage,
            Done: done,
            Total: total,
            Unit: stage.Unit,
            Summary: line,
            Complete: complete,
            Earlier: earlier));
    }

    /// <summary>Tells news as it is, one at a time.</summary>
    public void Tell(StageProgress news)
    {
        lock (_telling)
        {
            _news = news;
            progress?.Invoke(news);
        }
    }

    /// <summary>Tells a line beside the last news; on any thread.</summary>
    public void Note(string line)
    {
        lock (_telling)
        {
            if (_news is { Complete: false } news)
            {
                progress?.Invoke(news with { Notes = [line] });
            }
        }
    }

    /// <summary>
    /// For the teacher, which looks at every image in annotate and again in identify. The student looks at one in
    /// identify alone, whose questions follow each other; a teacher behind a server sees to its own.
    /// </summary>
    private FeatureRoom? FeaturesOf(ModelReference model, Stage stage) =>
        stage < Stage.Evaluate && model == Recipe.Teacher && model.Server is null && Recipe.FeatureGiB > 0
            ? new FeatureRoom(Folder.Features, (long)(Recipe.FeatureGiB * (1L << 30)))
            : null;
}

/// <summary>How far a stage is, for the person who watches.</summary>
/// <param name="Stage">The stage under way.</param>
/// <param name="Done">Items done, those of earlier sessions included.</param>
/// <param name="Total">Items in all.</param>
/// <param name="Unit">"images", "pairs", "steps", "answers".</param>
/// <param name="Summary">One line that tells the outcome so far, such as "812 pairs · 31 unreadable".</param>
/// <param name="Complete">True once, at the stage's end.</param>
/// <param name="Earlier">True for a stage that an earlier session completed: nothing was done now.</param>
public sealed record StageProgress(
    Stage Stage, long Done, long Total, string Unit, string Summary, bool Complete = false, bool Earlier = false)
{
    /// <summary>Lines to be shown once, such as what a training trains.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
