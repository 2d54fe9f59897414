using Mpa.Cli.Recipes;
using Mpa.Recipes;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Recipes;

/// <summary>Tasks of the user's own: read from a file or from the recipe, each mistake with its line.</summary>
public sealed class TaskFileTests
{
    private const string Before = "name: own\n";

    public static TheoryData<string, string> Mistakes => new()
    {
        { "", "own.yaml: task.ask must say what the teacher is asked for (or questions must hold some of your own)" },
        { "ask: [A]\nform: word", "own.yaml:3: unknown key \"task.form\" — did you mean \"task.answer.form\"?" },
        {
            "ask: Ask.\nmatcher: anlz",
            "own.yaml:3: task.matcher.metric must be one of exact, relaxed, vqa, anls, anls-normalised, anls-star, "
                + "contains, f1, not \"anlz\" — did you mean \"anls\"?"
        },
        { "ask:\n  - kind: a", "own.yaml:3: \"task.ask[0].prompt\" is missing: a text" },
        { "ask:\n  - A\n  - B", "own.yaml:3: task.ask[0] needs a kind, since there are several\n" +
            "own.yaml:4: task.ask[1] needs a kind, since there are several" },
        {
            "ask: Ask.\nanswer:\n  form: choice\n  choices: [red, blue]",
            "own.yaml:2: task.ask[0].prompt lacks {choices}, so that nobody is told what can be answered"
        },
        {
            "ask: Ask {choices}.\nanswer: { form: choice, choices: [red, blue] }\nexamples:\n"
                + "  - { question: Q?, answer: red }",
            "own.yaml:2: task.ask[0].prompt lacks {examples}, the place of the task's examples"
        },
        {
            "ask: Ask {choises}.",
            "own.yaml:2: task.ask[0].prompt holds {choises}, which stands for nothing; those here are {choices}, "
                + "{schema}, {examples}"
        },
        {
            "ask: Ask {choices}.\nanswer:\n  form: choice\n  choices: [red, dark red]",
            "own.yaml:5: task.answer.choices \"red\" stands inside \"dark red\", so an answer could mean either; "
                + "rename one"
        },
        {
            "ask: Ask {examples}\nanswer: { form: number }\nexamples:\n  - { question: How many?, answer: 4 }\n"
                + "  - { question: How many?, answer: four }",
            "own.yaml:6: task.examples[1].answer breaks the form number: it is no number"
        },
        {
            "ask: Ask.\nlanguage: de",
            "own.yaml: task.answer.sentence is missing: the program's own is English, the task's language is de"
        },
        {
            "ask: Ask.\nlanguage: german",
            "own.yaml:3: task.language must be one of en, ar, cs, de, es, fr, hi, id, it, ja, ko, nl, pl, pt, ru, sv, "
                + "tr, uk, vi, zh, not \"german\""
        },
        {
            "ask: Ask {schema}\nanswer: { form: json, schema: '[1]' }",
            "own.yaml:3: task.answer.schema must be a JSON schema, such as {\"type\":\"object\"}, since "
                + "answer.form is json"
        },
        {
            "ask: { prompt: A, weight: 0 }",
            "own.yaml:2: task.ask[0].weight must be a whole number from 1 to 1000, not \"0\""
        },
        { "ask: []\nquestions: [' ']", "own.yaml:3: task.questions holds one without words" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_its_line(string keys, string expected)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("own.yaml", Before + keys + "\n");

        string told = Assert.Throws<MpaException>(() => TaskFile.Load(file)).Message;

        Assert.Equal(expected, told.Replace(file, "own.yaml", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("task: chartq", "there is no task and no file \"chartq\"")]
    [InlineData("task: [a]", "task must be a map, a YAML file, or one of demo")]
    [InlineData("task: { name: chartqa, ask: A }", "task.name chartqa is that of a task of the program; give another")]
    public void A_recipes_task_is_held_to_the_same_rules(string line, string expected)
    {
        string yaml = $"{line}\nimages: /a\nteacher: /b\nstudent: /c\n";

        Assert.Contains(
            expected,
            Assert.Throws<MpaException>(() => RecipeLoader.Read(yaml, "my.yaml", "/", [], mustExist: false)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_names_a_task_file_beside_it_or_holds_the_task()
    {
        using TemporaryFolder folder = new();
        folder.Write("own.yaml", "name: own\nask: Ask.\nanswer: Say it.\n");
        const string Rest = "\nimages: /a\nteacher: /b\nstudent: /c\n";

        Recipe named = Load("task: own.yaml" + Rest);
        Recipe held = Load("task:\n  name: own\n  ask: Ask.\n  answer: Say it." + Rest);

        Assert.Equal(named.Task, held.Task);
        Assert.Equal("What? Say it.", held.Task.AnswerPrompt("What?"));

        Recipe Load(string yaml) => RecipeLoader.Read(yaml, "my.yaml", folder.Root, [], mustExist: false);
    }

    [Fact]
    public void A_value_is_put_into_a_task_that_the_recipe_holds()
    {
        const string Yaml = "task: { name: own, ask: Ask. }\nimages: /a\nteacher: /b\nstudent: /c\n";

        Recipe recipe = RecipeLoader.Read(Yaml, "my.yaml", "/", ["task.answer.form=word"], mustExist: false);

        Assert.Equal("word", recipe.Task.Answer.Form);
    }

    [Fact]
    public void Every_task_of_the_repository_loads()
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "recipes", "tasks"), "*.yaml");

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(Path.GetFileNameWithoutExtension(file), TaskFile.Load(file).Name));
    }
}
