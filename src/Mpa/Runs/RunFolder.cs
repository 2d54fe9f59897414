using Mpa.Evaluation;

namespace Mpa.Runs;

/// <summary>The names of the files of a run. The listing is the method.</summary>
/// <param name="Root">Full path of the run folder.</param>
public sealed record RunFolder(string Root)
{
    /// <summary>What ran.</summary>
    public string Manifest => At("run.json");

    /// <summary>Rows of <c>ImageItem</c>.</summary>
    public string Images => At("0-images.jsonl");

    /// <summary>Rows of <c>ImageFailure</c>.</summary>
    public string FailedImages => At("0-images.failed.jsonl");

    /// <summary>
    /// What was taken out of the file that the images came in; absent when they are files of their own.
    /// </summary>
    public string ImageStore => At("0-images");

    /// <summary>The image files in it.</summary>
    public string ImageFiles => Path.Combine(ImageStore, "files");

    /// <summary>Frames of animations and pages of documents, taken out of their files to be shown.</summary>
    public string Frames => At("0-frames");

    /// <summary>What the teacher's vision tower saw, from annotate until identify is complete.</summary>
    public string Features => At("1-features");

    /// <summary>What a filter's model said of the images.</summary>
    public string Filter => At("1-filter.jsonl");

    /// <summary>Rows of <c>PseudoAnnotation</c>.</summary>
    public string Annotations => At("1-annotations.jsonl");

    /// <summary>Rows of <c>Answer</c> by the teacher, asked again.</summary>
    public string TeacherAnswers => At("2-answers.teacher.jsonl");

    /// <summary>Rows of <c>Answer</c> by the student.</summary>
    public string StudentAnswers => At("2-answers.student.jsonl");

    /// <summary>Rows of <c>Answer</c> by whoever gives a second opinion.</summary>
    public string OpinionAnswers => At("2-answers.opinion.jsonl");

    /// <summary>Rows of <c>ParityExample</c>.</summary>
    public string Parity => At("3-parity.jsonl");

    /// <summary>What a judge said of the answers to pseudo questions.</summary>
    public string PairJudgements => At("3-judgements.jsonl");

    /// <summary>The leveled student, a hub-layout folder.</summary>
    public string Leveled => At("4-leveled");

    /// <summary>A <c>LeveledBy</c>: the settings that made the leveled student.</summary>
    public string LeveledBy => At("4-leveled.json");

    /// <summary>Rows of <c>TrainingStep</c>.</summary>
    public string Training => At("4-training.jsonl");

    /// <summary>State of an interrupted training.</summary>
    public string TrainingState => At("4-state");

    /// <summary>Rows of <c>Score</c>.</summary>
    /// <param name="who">Whose.</param>
    public string Scores(Examinee who) => At($"5-scores.{who.Name}.jsonl");

    /// <summary>The labeled test as the run read it; absent when its file is read where it is.</summary>
    public string TestStore => At("5-test");

    /// <summary>Its questions: rows of <c>TestQuestion</c>.</summary>
    public string TestQuestions => Path.Combine(TestStore, "questions.jsonl");

    /// <summary>Its images; absent when they are files of their own.</summary>
    public string TestFiles => Path.Combine(TestStore, "files");

    /// <summary>Rows of <c>Judgement</c>, when the recipe names a judge.</summary>
    public string Judgements => At("5-judgements.jsonl");

    /// <summary>The same of the second test.</summary>
    public string SecondTestStore => At("5-test.forgetting");

    /// <summary>Rows of <c>RoundRow</c>: how often the student was leveled, and why it ended.</summary>
    public string Rounds => At("7-rounds.jsonl");

    /// <summary>The run folder of a round: this one for the first.</summary>
    /// <param name="round">Counted from 1.</param>
    public RunFolder Round(int round) => round == 1 ? this : new RunFolder(At($"round-{round}"));

    /// <summary>The report for people; the same stem with .md and .json for others.</summary>
    public string Report => At("6-report.html");

    /// <summary>The report as Markdown.</summary>
    public string ReportMarkdown => At("6-report.md");

    /// <summary>The report as JSON.</summary>
    public string ReportJson => At("6-report.json");

    /// <summary>The data card of the parity set, where hubs look for it.</summary>
    public string DataCard => At("README.md");

    /// <summary>The card of the leveled student, in its folder.</summary>
    public string ModelCard => Path.Combine(Leveled, "README.md");

    /// <summary>
    /// Rows and leveled students of other settings: set aside when a value changes, taken up again when it returns.
    /// </summary>
    public string Kept => At("kept");

    /// <summary>Where the rows of a file go that are of other settings.</summary>
    /// <param name="file">Full path of the file.</param>
    public string KeptOf(string file) => Path.Combine(Kept, Path.GetFileName(file));

    /// <summary>Rows of <c>LedgerRow</c>; only a served teacher has one.</summary>
    public string Ledger => At("ledger.jsonl");

    /// <summary>A file of the run by its name in it, with forward slashes.</summary>
    /// <param name="path">Full path.</param>
    public string NameOf(string path) =>
        Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Full path of a file by its name in the run.</summary>
    /// <param name="name">With forward slashes.</param>
    public string At(string name) => Path.Combine(Root, name.Replace('/', Path.DirectorySeparatorChar));
}
