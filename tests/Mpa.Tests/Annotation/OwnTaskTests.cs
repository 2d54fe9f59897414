using Mpa.Annotation;
using Mpa.Files;
using Mpa.Models;
using Mpa.Parity;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Tasks;

namespace Mpa.Tests.Annotation;

/// <summary>Runs with a task of the user's own.</summary>
public sealed class OwnTaskTests
{
    private static readonly VqaTask Kinds = new()
    {
        Name = "parts",
        Ask =
        [
            new() { Kind = "value", Prompt = "Write one question about a value. {examples}" },
            new() { Kind = "count", Prompt = "Write one question about a count. {examples}" },
        ],
        Examples =
        [
            new() { Question = "How much?", Answer = "4", Kind = "value" },
            new() { Question = "How many?", Answer = "5", Kind = "count" },
        ],
        Answer = new() { Form = "number", Sentence = "Say a number." },
    };

    [Fact]
    public async Task Two_pairs_of_an_image_are_of_two_kinds_and_verdicts_keep_them()
    {
        using World world = Of(Kinds);

        await world.RunAsync(until: Stage.Identify, cancellation: TestContext.Current.CancellationToken);

        PseudoAnnotation[] rows = [.. JsonLines.Read<PseudoAnnotation>(world.Run.Annotations)];
        Assert.All(
            rows.GroupBy(row => row.ImageId),
            image => Assert.Equal(["count", "value"], image.Select(row => row.Kind!).Order()));
        Dictionary<string, string?> kinds = rows.ToDictionary(row => row.Id, row => row.Kind);
        Assert.All(
            JsonLines.Read<ParityExample>(world.Run.Parity), pair => Assert.Equal(kinds[pair.Id], pair.Kind));
    }

    [Fact]
    public async Task Each_prompt_shows_the_examples_of_its_kind()
    {
        using World world = Of(Kinds);

        await world.RunAsync(until: Stage.Annotate, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                "Write one question about a count. Question: How many?\nAnswer: 5",
                "Write one question about a value. Question: How much?\nAnswer: 4",
            ],
            world.Asked("teacher").Select(request => request.Prompt).Distinct().Order());
    }

    [Fact]
    public async Task A_kind_that_is_renamed_asks_nothing_again()
    {
        using World world = Of(Kinds);
        await world.RunAsync(until: Stage.Annotate, cancellation: TestContext.Current.CancellationToken);
        world.Forget();

        world.Recipe = world.Recipe with
        {
            Task = Kinds with { Ask = [Kinds.Ask[0] with { Kind = "amount" }, Kinds.Ask[1]], Examples = Amounts() },
        };
        await world.RunAsync(until: Stage.Annotate, cancellation: TestContext.Current.CancellationToken);

        Assert.Empty(world.Asked("teacher"));
        Assert.Contains(
            "amount", JsonLines.Read<PseudoAnnotation>(world.Run.Annotations).Select(row => row.Kind));

        static TaskExample[] Amounts() => [Kinds.Examples[0] with { Kind = "amount" }, Kinds.Examples[1]];
    }

    [Fact]
    public async Task Questions_of_the_users_own_are_answered_and_none_is_written()
    {
        string[] questions = ["What is number 3?", "What is number 4?"];
        using World world = Of(new VqaTask { Name = "own", Questions = questions });

        await world.RunAsync(until: Stage.Identify, cancellation: TestContext.Current.CancellationToken);

        PseudoAnnotation[] rows = [.. JsonLines.Read<PseudoAnnotation>(world.Run.Annotations)];
        Assert.DoesNotContain(world.Asked("teacher"), World.IsAnnotation);
        Assert.All(rows, row => Assert.True(row is { Given: true, Question: not null }));
        Assert.Equal(questions, rows.Take(2).Select(row => row.Question));
        Assert.Contains(rows, row => row is { Question: "What is number 4?", Answer: "4", Cause: null });
        Assert.NotEmpty(JsonLines.Read<ParityExample>(world.Run.Parity));
    }

    [Fact]
    public async Task A_pair_whose_answer_breaks_the_form_is_unreadable_and_says_why()
    {
        using World world = Of(new VqaTask
        {
            Name = "own",
            Ask = [new() { Prompt = "Write one question with one answer of: {choices}." }],
            Answer = new() { Form = "choice", Choices = ["1", "2"] },
        });

        await world.RunAsync(until: Stage.Annotate, cancellation: TestContext.Current.CancellationToken);

        PseudoAnnotation[] rows = [.. JsonLines.Read<PseudoAnnotation>(world.Run.Annotations)];
        Assert.All(rows.Where(row => row.Answer is not null), row => Assert.True(row.Answer is "1" or "2"));
        Assert.Contains(rows, row => row.Detail == "the answer \"5\" is no choice: it is none of: 1, 2");
    }

    [Fact]
    public void A_server_is_held_to_the_form_of_the_answer()
    {
        VqaTask task = Kinds with { Answer = new() { Form = "choice", Choices = ["red", "blue"] } };

        ReplyForm form = PairForm.Of(AnswerForm.Of(task));

        Assert.Contains("""{"type":"string","enum":["red","blue"]}""", form.JsonSchema);
        Assert.Null(form.Problem("""{"question": "Which color?", "answer": "Blue."}"""));
        Assert.NotNull(form.Problem("""{"question": "Which color?", "answer": "green"}"""));
    }

    [Fact]
    public void A_pair_may_have_JSON_for_an_answer()
    {
        VqaTask task = Kinds with { Answer = new() { Form = "json", Schema = """{"type":"object"}""" } };
        const string Reply = """{"question": "What does it say?", "answer": {"total": "4.20"}}""";

        Assert.Equal(
            ParsedReply.Pair("What does it say?", """{"total":"4.20"}"""),
            ReplyParser.Parse(Reply, AnswerForm.Of(task)));
        Assert.Equal(
            ParsedReply.Pair("What does it say?", """{"total":"4.20"}"""),
            ReplyParser.ParseAnswer(
                "What does it say?", "Here it is:\n```json\n{\"total\": \"4.20\",}\n```", AnswerForm.Of(task)));
    }

    public static TheoryData<string> Codes => [.. Languages.Codes];

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_labels_of_every_language_are_read_before_lines_and_as_keys(string code)
    {
        Language language = Languages.All.Single(one => one.Code == code);
        AnswerForm form = AnswerForm.Of(VqaTask.Named("demo"));
        ParsedReply pair = ParsedReply.Pair("Wie viele?", "4");

        Assert.Equal(pair, ReplyParser.Parse($"{language.Question}: Wie viele?\n{language.Answer}: 4", form));
        Assert.Equal(
            pair,
            ReplyParser.Parse($$"""{"{{language.Question}}": "Wie viele?", "{{language.Answer}}": "4"}""", form));
    }

    [Theory]
    [InlineData("list", """["\ud800", "red"]""")]
    [InlineData("json", """{"total": "\ud800"}""")]
    [InlineData("json", """{"\ud800": 1}""")]
    public void Half_a_character_in_a_structured_answer_ends_no_run(string form, string answer)
    {
        const string Schema = """{"type":"object","properties":{}}""";
        VqaTask task = new() { Name = "own", Answer = new() { Form = form, Schema = Schema } };
        AnswerForm own = AnswerForm.Of(task);

        ReplyParser.ParseAnswer("What?", answer, own);
        ReplyParser.Parse($$"""{"question": "What?", "answer": {{answer}}}""", own);
        Assert.InRange(task.Comparing(null).Match(answer, "red"), 0, 1);
    }

    [Theory]
    [InlineData("質問：これは何ですか？\n回答：犬")]
    [InlineData("Frage: これは何ですか？\nAntwort: 犬")]
    [InlineData("Вопрос: これは何ですか？ Ответ: 犬")]
    [InlineData("Question : これは何ですか？\nRéponse : 犬")]
    [InlineData("""{"質問": "これは何ですか？", "回答": "犬"}""")]
    [InlineData("السؤال: これは何ですか？\nالإجابة: 犬")]
    public void Labels_of_other_languages_are_read(string reply) => Assert.Equal(
        ParsedReply.Pair("これは何ですか？", "犬"), ReplyParser.Parse(reply, AnswerForm.Of(VqaTask.Named("demo"))));

    [Fact]
    public async Task A_task_of_ones_own_comes_back_from_run_json_as_it_was()
    {
        using World world = Of(Kinds);

        await world.RunAsync(until: Stage.Annotate, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(Kinds, ManifestStore.Read(world.Run)!.Recipe.Task);
    }

    [Fact]
    public async Task The_report_shows_pairs_and_verdicts_by_kind()
    {
        using World world = Of(Kinds);

        await world.RunAsync(cancellation: TestContext.Current.CancellationToken);

        PseudoAnnotation[] rows = [.. JsonLines.Read<PseudoAnnotation>(world.Run.Annotations)];
        int requests = rows.Count(row => row.Kind == "count");
        int pairs = rows.Count(row => row is { Kind: "count", Cause: null });
        int kept = JsonLines.Read<ParityExample>(world.Run.Parity)
            .Count(pair => pair is { Kind: "count", Verdict: Verdict.Kept });
        string markdown = File.ReadAllText(world.Run.At("6-report.md"));
        Assert.Matches($@"\| count \| +{requests} \| +{pairs} \| +{kept} \|", markdown);
        Assert.Contains(">By kind of question<", File.ReadAllText(world.Run.At("6-report.html")));
    }

    [Fact]
    public async Task A_judge_decides_over_pairs_and_the_metric_stands_beside_it()
    {
        using World world = Judged();

        await world.RunAsync(cancellation: TestContext.Current.CancellationToken);

        // The judge lets "no idea" pass for 3, and never for 4.
        ParityExample[] pairs = [.. JsonLines.Read<ParityExample>(world.Run.Parity)];
        ParityExample[] passed = [.. pairs.Where(pair => pair is { Answer: "3", StudentAnswer: "no idea" })];
        Assert.NotEmpty(passed);
        Assert.All(passed, pair => Assert.Equal((1, 0), (pair.StudentScore, pair.StudentMetric)));
        Assert.All(
            pairs.Where(pair => pair is { Answer: "4", StudentAnswer: "no idea" }),
            pair => Assert.Equal((0, 0), (pair.StudentScore, pair.StudentMetric)));
        Assert.All(
            pairs.Where(pair => pair is { Answer: "5", StudentAnswer: "no idea" }),
            pair => Assert.Equal(Verdict.Unanswered, pair.Verdict));
        Assert.Contains(
            "judge judged whether answers mean the same, in place of the metric exact",
            File.ReadAllText(world.Run.At("6-report.md")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_is_not_asked_about_equal_answers_nor_twice()
    {
        using World world = Judged();
        await world.RunAsync(until: Stage.Identify, cancellation: TestContext.Current.CancellationToken);

        string[] asked = [.. world.Asked("judge").Select(request => request.Prompt)];
        Assert.NotEmpty(asked);
        Assert.All(asked, prompt => Assert.Contains("Given answer: \"no idea\"", prompt, StringComparison.Ordinal));

        world.Forget();
        File.Delete(world.Run.Manifest);
        await world.RunAsync(until: Stage.Identify, cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(world.Asked("judge"));
    }

    private static World Judged()
    {
        World world = Of(VqaTask.Named("demo") with { Name = "judged" });
        world.Recipe = world.Recipe with
        {
            Task = world.Recipe.Task with
            {
                Matcher = new() { Judge = new() { Model = ModelReference.Of(world.At("judge")) } },
            },
        };
        return world;
    }

    private static World Of(VqaTask task)
    {
        World world = new();
        world.Recipe = world.Recipe with { Task = task };
        return world;
    }
}
