using Mpa.Tasks;

namespace Mpa.Tests.Tasks;

/// <summary>What an answer of each form is, and what of two answers is compared.</summary>
public sealed class AnswerFormTests
{
    [Theory]
    [InlineData("word", "red", null)]
    [InlineData("word", "dark red", "it is more than one word")]
    [InlineData("number", "about 4,200 people", null)]
    [InlineData("number", "many", "it is no number")]
    [InlineData("number", "4 or 5", "it is no number")]
    [InlineData("phrase", "whatever it says", null)]
    [InlineData("sentence", "It stands on the left.", null)]
    [InlineData("yesno", "Yes.", null)]
    [InlineData("yesno", "maybe", "it is none of: yes, no")]
    public void A_problem_says_what_an_answer_is_not(string form, string answer, string? problem) =>
        Assert.Equal(problem, Form(form).Problem(answer));

    [Theory]
    [InlineData("scratch", "scratch")]
    [InlineData("It is a **Scratch**.", "scratch")]
    [InlineData("SCRATCH", "scratch")]
    [InlineData("a scratch, not a dent", "a scratch, not a dent")]
    [InlineData("scratched", "scratched")]
    public void A_choice_is_found_where_it_is_the_only_one_named(string answer, string compared) =>
        Assert.Equal(compared, Choice("scratch", "dent").Comparable(answer));

    [Fact]
    public void A_choice_in_a_script_without_spaces_is_found_inside_its_sentence() =>
        Assert.Equal("赤", Choice("赤", "青").Comparable("色は赤です"));

    [Theory]
    [InlineData("dent", "deep dent", true)]
    [InlineData("no", "none", false)]
    [InlineData("1", "10", false)]
    [InlineData("良", "不良", true)]
    public void Choices_overlap_where_one_stands_in_another_as_words_of_its_own(
        string one, string other, bool overlap) =>
        Assert.Equal(overlap, AnswerChoices.Overlap([one, other]) is not null);

    [Theory]
    [InlineData("red; green,\nblue", """["red","green","blue"]""")]
    [InlineData("1,200, 3", """["1,200","3"]""")]
    [InlineData("- **red**\n- green.", """["red","green"]""")]
    [InlineData("""["red", 4]""", """["red","4"]""")]
    public void A_list_is_compared_item_by_item(string answer, string compared) =>
        Assert.Equal(compared, Form("list").Comparable(answer));

    [Theory]
    [InlineData("""{"total": "4.20", "items": [{"name": "tea"}]}""", null)]
    [InlineData("""{"items": []}""", "it lacks \"total\"")]
    [InlineData("""{"total": 4.2}""", "\"total\" must be of type string")]
    [InlineData("""{"total": "1", "items": [{"name": 3}]}""", "\"name\" must be of type string")]
    [InlineData("""[1]""", "it must be of type object")]
    [InlineData("4.20", "it must be of type object")]
    [InlineData("{", "it is no JSON")]
    public void A_JSON_answer_keeps_its_schema(string answer, string? problem)
    {
        const string Schema = """
            {"type": "object", "required": ["total"], "properties": {"total": {"type": "string"}, "items": {
             "type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}}}}
            """;
        VqaTask task = Task("json") with { Answer = new() { Form = "json", Schema = Schema } };

        Assert.Equal(problem, AnswerForm.Of(task).Problem(answer));
    }

    [Fact]
    public void The_programs_own_tasks_compare_answers_as_they_are() => Assert.All(
        VqaTasks.All, task => Assert.Same(task.Comparing("relaxed").Score, AnswerForm.Of(task)
            .Comparing(Mpa.Evaluation.Metrics.AnswerMetrics.Named("relaxed")).Score));

    [Theory]
    [InlineData("ｒｅｄ", "red", 1)]
    [InlineData("１２", "12", 1)]
    [InlineData("「ｶﾞﾗｽ」", "ガラス", 1)]
    [InlineData("青", "赤", 0)]
    public void A_language_compares_other_letters_and_digits_as_their_plain_ones(
        string one, string other, double same) =>
        Assert.Equal(same, (Task("phrase") with { Language = "ja" }).Comparing(null).Match(one, other));

    [Fact]
    public void A_threshold_of_the_task_is_its_matchers() =>
        Assert.Equal(0.7, (Task("phrase") with { Threshold = 0.7 }).Comparing(null).MatchThreshold);

    private static VqaTask Task(string form) => new() { Name = "own", Answer = new() { Form = form } };

    private static AnswerForm Form(string form) => AnswerForm.Of(Task(form));

    private static AnswerForm Choice(params string[] choices) =>
        AnswerForm.Of(Task("choice") with { Answer = new() { Form = "choice", Choices = choices } });
}
