using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Mpa.Files;
using Mpa.Images;
using Mpa.Recipes;
using Mpa.Runs;

namespace Mpa.Evaluation;

/// <summary>A labeled test: its questions, and the folder their images lie in.</summary>
/// <param name="Root">Full path of the split's folder.</param>
/// <param name="Questions">In the order of the file.</param>
public sealed record TestSplit(string Root, IReadOnlyList<TestQuestion> Questions)
{
    /// <summary>
    /// Changes when the source does; null for JSONL of <see cref="TestQuestion"/> rows, which is read where it is.
    /// </summary>
    public string? Stamp { get; init; }

    /// <summary>The questions that a run was scored on: as it read them, or the split's own file.</summary>
    public static string FileOf(Recipe recipe)
    {
        string read = new RunFolder(recipe.Output).TestQuestions;
        return File.Exists(read) ? read : FileOf(recipe.Evaluate!.Questions);
    }

    /// <summary>The folder that the images of <see cref="FileOf(Recipe)"/> lie below.</summary>
    public static string RootOf(Recipe recipe)
    {
        string files = new RunFolder(recipe.Output).TestFiles;
        string questions = recipe.Evaluate!.Questions;
        return Directory.Exists(files)
            ? files
            : recipe.Evaluate.ImageRoot
                ?? (Directory.Exists(questions) ? questions : Path.GetDirectoryName(questions)!);
    }

    /// <summary>Reads a split where it is.</summary>
    public static TestSplit Open(DataRequest request) => Read(request.Path, request.Limit, request.ImageRoot);

    /// <summary>The JSONL file of a path that names it, or a folder with questions.jsonl in it.</summary>
    public static string FileOf(string path) => Directory.Exists(path) ? Path.Combine(path, "questions.jsonl") : path;

    /// <summary>
    /// Reads a split and checks it: unique ids, answers there, every image there and below the split's folder.
    /// </summary>
    /// <param name="path">
    /// A JSONL file of <see cref="TestQuestion"/> rows, or a folder with questions.jsonl in it.
    /// </param>
    /// <param name="limit">Takes the first this many questions only; 0 takes all.</param>
    /// <param name="imageRoot">Full path of the folder that images lie below; null takes the split's.</param>
    /// <exception cref="MpaException">The split is wrong; the message names file, line and value.</exception>
    public static TestSplit Read(string path, int limit = 0, string? imageRoot = null)
    {
        string file = FileOf(path);
        if (!File.Exists(file))
        {
            throw new MpaException(
                $"{file}: no such test split. Name a JSONL file of questions, or a folder with questions.jsonl in it.");
        }

        string root = imageRoot ?? Path.GetDirectoryName(Path.GetFullPath(file))!;
        IEnumerable<(string Text, int Number)> lines = File.ReadLines(file)
            .Select((text, index) => (text, index + 1))
            .Where(line => !string.IsNullOrWhiteSpace(line.text));
        HashSet<string> ids = [];
        HashSet<string> images = [];
        Confinement confinement = new(root);
        List<TestQuestion> questions = [];
        foreach ((string text, int number) in limit > 0 ? lines.Take(limit) : lines)
        {
            TestQuestion question = JsonLines.Parse<TestQuestion>(text, file, number);
            string? wrong = TextProblem(text, file)
                ?? Problem(question, ids)
                ?? question.Named
                    .Where(images.Add)
                    .Select(image => ImageProblem(image, root, confinement))
                    .FirstOrDefault(problem => problem is not null);
            questions.Add(wrong is { } problem ? throw new MpaException($"{file}:{number}: {problem}") : question);
        }

        return questions.Count > 0
            ? new TestSplit(root, questions)
            : throw new MpaException($"{file} holds no question.");
    }

    /// <summary>
    /// The files that a question is about, by their paths below the root: its image, its images, or those of a folder.
    /// </summary>
    public IReadOnlyList<string> FilesOf(TestQuestion question) =>
        question.Images is null && Directory.Exists(FullPath(question.Image))
            ? [.. ImageFiles.InFolder(FullPath(question.Image)).Select(file => $"{question.Image}/{file}")]
            : question.Named;

    /// <summary>Full paths of the files that a question is about.</summary>
    public IEnumerable<string> ImagePaths(TestQuestion question) => FilesOf(question).Select(FullPath);

    /// <summary>Full paths of the files that any question is about, each once.</summary>
    public IEnumerable<string> AllImagePaths() =>
        Questions.DistinctBy(question => question.Image).SelectMany(ImagePaths).Distinct();

    /// <summary>Full path of a file of the test.</summary>
    /// <param name="file">Below the root.</param>
    public string FullPath(string file) => Path.GetFullPath(Path.Combine(Root, file));

    /// <summary>What is wrong with a question beside its image; null when nothing is.</summary>
    /// <param name="question">To check.</param>
    /// <param name="ids">Of the questions before it; its own is added.</param>
    public static string? Problem(TestQuestion question, HashSet<string> ids)
    {
        if (!ids.Add(question.Id))
        {
            return $"the id \"{question.Id}\" stands there twice. Give every question its own.";
        }

        if (question.Images is { } images && question.Image != ImageSource.JoinedPath(images))
        {
            string listed = ImageSource.JoinedPath(images);
            return $"\"image\" is not what \"images\" lists, \"{listed}\". Leave \"image\" out.";
        }

        return question.Answers.Count == 0
            ? $"\"{question.Id}\" has no answer. A test question needs one or more."
            : null;
    }

    /// <summary>What a reader would pass over without a word, in a line that can be read; null for nothing.</summary>
    private static string? TextProblem(string text, string file)
    {
        // What stands in the place of bytes that are no text may as well stand in the file itself.
        if (text.Contains('\uFFFD') && !Utf8.IsValid(File.ReadAllBytes(file)))
        {
            return "the line holds bytes that are no UTF-8. Save the file as UTF-8.";
        }

        try
        {
            using JsonDocument strict = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
            return null;
        }
        catch (JsonException)
        {
            return "a key stands there twice. Delete one of the two.";
        }
    }

    private static string? ImageProblem(string image, string root, Confinement confinement)
    {
        if (image.Contains('\0'))
        {
            return "the image's name holds a zero character.";
        }

        string full = Path.GetFullPath(Path.Combine(root, image));
        if (!confinement.Holds(full))
        {
            return $"the image \"{image}\" lies or leads outside {root}. Copy it into the split's folder, "
                + "or name a folder above both as evaluate.imageRoot.";
        }

        return File.Exists(full) || ImageFiles.InFolder(full).Count > 0
            ? null
            : $"the image \"{image}\" does not exist below {root}.";
    }
}

/// <summary>
/// A labeled question of the held-out test (a line of the test split's JSONL). Never seen by stages 1 to 4.
/// </summary>
/// <param name="Id">Unique in the split.</param>
/// <param name="Image">
/// Relative to the split's folder; a folder for a question about all images in it.
/// </param>
/// <param name="Question">As people asked it.</param>
/// <param name="Answers">One or more right answers.</param>
/// <param name="Slice">What the question is about, for tables by slice (a chart kind, say); null when unknown.</param>
/// <param name="Kind">The kind of question (count, value …); null when unknown.</param>
/// <param name="Source">
/// Where the question comes from (human, augmented; a collection's name); null when unknown.
/// </param>
public sealed record TestQuestion(
    string Id,
    string Image,
    string Question,
    IReadOnlyList<string> Answers,
    string? Slice = null,
    string? Kind = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Source = null)
{
    /// <summary>The images of a question about several, relative to the split's folder; null for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Images { get; init; }

    /// <summary>What it names: several images, or the one, which may be a folder.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Named => Images ?? [Image];
}
