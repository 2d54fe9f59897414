namespace Mpa.Cli.Tests.Recipes;

/// <summary>Every way to get a recipe wrong, and the one message it must give.</summary>
public sealed class RecipeErrorTests
{
    private const string Before = "task: chartqa\nimages: charts\nteacher: big\nstudent: small\n";

    public static TheoryData<string, string> Mistakes => new()
    {
        { "levle: {}", "my.yaml:5: unknown key \"levle\" — did you mean \"level\"?" },
        { "level: { epoch: 3 }", "my.yaml:5: unknown key \"level.epoch\" — did you mean \"epochs\"?" },
        { "epochs: 3", "my.yaml:5: unknown key \"epochs\" — did you mean \"level.epochs\"?" },
        {
            "evaluate: { questions: t, zzzzzzzz: 1 }",
            "my.yaml:5: unknown key \"evaluate.zzzzzzzz\" — valid here: questions, imageRoot, limit, metric, " +
            "also, batchSize, maxNewTokens, teacher, overlap, forgetting"
        },
        { "level:\n  rank: many", "my.yaml:6: level.rank must be a whole number from 1 to 4096, not \"many\"" },
        { "level: { rank: 1.5 }", "my.yaml:5: level.rank must be a whole number from 1 to 4096, not \"1.5\"" },
        { "level: { rank: \"8\" }", "my.yaml:5: level.rank must be a whole number from 1 to 4096, not the text \"8\"" },
        { "level: { rank: }", "my.yaml:5: level.rank must be a whole number from 1 to 4096, not nothing" },
        { "level: { rank: 0 }", "my.yaml:5: level.rank must be a whole number from 1 to 4096, not \"0\"" },
        { "level: { rank: [1] }", "my.yaml:5: level.rank must be a whole number from 1 to 4096, not a list" },
        { "level: { warmUp: NaN }", "my.yaml:5: level.warmUp must be a number from 0 to 1, not \"NaN\"" },
        { "annotate: { topP: 1.01 }", "my.yaml:5: annotate.topP must be a number from 0.01 to 1, not \"1.01\"" },
        { "annotate: { temperature: {} }", "my.yaml:5: annotate.temperature must be a number from 0 to 5, not a map" },
        {
            "evaluate: { questions: t, teacher: yes }",
            "my.yaml:5: evaluate.teacher must be true or false, not \"yes\""
        },
        { "evaluate: { limit: 5 }", "my.yaml:5: \"evaluate.questions\" is missing: a path" },
        { "level: { targets: q_proj }", "my.yaml:5: level.targets must be a list of texts, not \"q_proj\"" },
        {
            "evaluate: { questions: t, also: [f1, anlz] }",
            "my.yaml:5: evaluate.also must be a list of exact, relaxed, vqa, anls, anls-normalised, " +
            "anls-star, contains, f1, not \"anlz\" — did you mean \"anls\"?"
        },
        {
            "evaluate: { questions: t, also: f1 }",
            "my.yaml:5: evaluate.also must be a list of exact, relaxed, vqa, anls, anls-normalised, " +
            "anls-star, contains, f1, not \"f1\""
        },
        {
            "judge: { batchSize: 8 }",
            "my.yaml:5: \"judge.model\" is missing: a model folder, or a map with its path or a server's url"
        },
        {
            "level: { method: lor }",
            "my.yaml:5: level.method must be one of lora, full, not \"lor\" — did you mean \"lora\"?"
        },
        { "level: 3", "my.yaml:5: level must be a map, not \"3\"" },
        { "seed: 3000000000", "my.yaml:5: seed must be a whole number, not \"3000000000\"" },
        { "output: []", "my.yaml:5: output must be a path, not a list" },
        { "task: okvqa", "my.yaml:5: \"task\" stands here a second time; the first is at my.yaml:1" },
        {
            "level: &a { rank: 1 }",
            "my.yaml:5: anchors (&), aliases (*) and tags (!) have no place in a recipe; write the value out"
        },
        { "? [a, b]\n: 1", "my.yaml:5: a key must be a plain word, not a list" },
        { "---\ntask: okvqa", "my.yaml:5: a second document begins here; a recipe is one document" },
    };

    public static TheoryData<string, string> ModelMistakes => new()
    {
        {
            "teacher: { url: http://x/v1, modle: m }",
            "my.yaml:3: unknown key \"teacher.modle\" — did you mean \"model\"?\n" +
            "my.yaml:3: \"teacher.model\" is missing: a text"
        },
        {
            "teacher: { url: localhost, model: m }",
            "my.yaml:3: teacher.url must be an http or https address, not \"localhost\""
        },
        { "teacher: { url: http://x, model: }", "my.yaml:3: teacher.model must be a text, not nothing" },
        {
            "teacher: { url: http://10.0.0.7/v1, model: m }",
            "my.yaml:3: teacher.url http://10.0.0.7/v1 sends everything in the open; use https, or say " +
            "allowHttp: true if the network is yours"
        },
        {
            "teacher: { url: https://x/v1, model: m, keyVariable: sk-123 }",
            "my.yaml:3: teacher.keyVariable must be the name of an environment variable (letters, digits, _), " +
            "never the key itself"
        },
        {
            "teacher: { url: https://x/v1, model: m, budget: 5 }",
            "my.yaml:3: teacher.budget needs inputPrice and outputPrice, the prices of a million tokens"
        },
        {
            "teacher: [a]",
            "my.yaml:3: teacher must be a model folder, or a map with its path or a server's url, not a list"
        },
        { "# none", "my.yaml: \"teacher\" is missing: a model folder, or a map with its path or a server's url" },
        { "teacher: { dtype: bfloat16 }", "my.yaml:3: \"teacher.path\" is missing: a path" },
        {
            "teacher: { url: https://x/v1, model: m, imageFormats: [png, tiff] }",
            "my.yaml:3: teacher.imageFormats must be a list of png, jpeg, gif, webp, bmp, not \"tiff\" " +
            "— did you mean \"gif\"?"
        },
        {
            "teacher: { path: big, dtype: bf16 }",
            "my.yaml:3: teacher.dtype must be one of float32, bfloat16, int8, not \"bf16\""
        },
    };

    public static TheoryData<string, string> MistakesBetweenKeys => new()
    {
        {
            "annotate:\n  perImage: 2\n  temperature: 0",
            "my.yaml:6: annotate.perImage above 1 needs a temperature above 0, else every pair is the same"
        },
        {
            "identify:\n  samples: 3\n  agree: 4",
            "my.yaml:7: identify.agree is 4, but must be from 1 to identify.samples, 3"
        },
        {
            "level:\n  rank: 4\n  select: human",
            "my.yaml:7: level.select is human, so level.labels must name a file of labels"
        },
        {
            "rounds:\n  most: 2\nlevel: { select: none }",
            "my.yaml:6: rounds can't be run with level.select none: what it trains on doesn't depend on the student"
        },
        { "judge:\n  model: big", "my.yaml:6: judge needs evaluate, whose answers it judges" },
        {
            "identify: { samples: 3, sampleTemperature: 0 }\njudge: { model: big }",
            "my.yaml:5: identify.samples above 1 needs a sampleTemperature above 0, else every answer is the same\n" +
            "my.yaml:6: judge needs evaluate, whose answers it judges"
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    [MemberData(nameof(MistakesBetweenKeys))]
    public void A_mistake_is_told_with_its_line_and_what_was_expected(string line, string expected) =>
        Assert.Equal(expected, Refusal(Before + line + "\n"));

    [Theory]
    [MemberData(nameof(ModelMistakes))]
    public void A_wrong_teacher_is_told_with_its_line(string teacher, string expected) =>
        Assert.Equal(expected, Refusal($"task: chartqa\nimages: charts\n{teacher}\nstudent: small\n"));

    [Fact]
    public void A_student_cannot_be_a_server()
    {
        string message = Refusal("task: demo\nimages: i\nteacher: t\nstudent: { url: http://x, model: m }\n");

        Assert.Equal(
            "my.yaml:4: student is trained, so it can't be behind a url; give a model folder, or a map with its path",
            message);
    }

    [Fact]
    public void All_mistakes_come_in_one_message()
    {
        string message = Refusal("tsak: demo\nlevel:\n  rank: 0\n  alpha: x\n");

        Assert.Equal(7, message.Split('\n').Length);
    }

    [Theory]
    [InlineData(
        "- a\n- b\n", "my.yaml:1: a recipe is a map of keys, not a list; recipes/demo.yaml is one to begin with")]
    [InlineData(
        "words", "my.yaml:1: a recipe is a map of keys, not \"words\"; recipes/demo.yaml is one to begin with")]
    public void A_file_that_is_no_map_is_told(string yaml, string expected) =>
        Assert.Equal(expected, Refusal(yaml));

    [Theory]
    [InlineData("task: [")]
    [InlineData("task: demo\n\timages: x")]
    [InlineData("a: b: c")]
    public void Broken_yaml_is_told_with_a_line(string yaml) =>
        Assert.Matches(@"^my\.yaml:\d+: not valid YAML: .+", Refusal(yaml));

    [Theory]
    [InlineData('[', 100_000)]
    [InlineData('{', 100_000)]
    [InlineData('-', 100)]
    public void Nesting_without_end_is_told_with_its_place(char opening, int count)
    {
        string deep = string.Concat(Enumerable.Repeat(opening == '-' ? "- " : $"{opening}", count));

        Assert.Matches(@"^my\.yaml:2: column \d+ stands 16 levels deep", Refusal($"images:\n {deep}"));
    }

    [Fact]
    public void A_text_longer_than_a_recipe_can_be_is_not_parsed() => Assert.Equal(
        "my.yaml:1: 2,000,000 letters are more than a recipe may have, 200,000", Refusal(new string('a', 2_000_000)));

    [Theory]
    [InlineData("level.epochs=x", "--set level.epochs=x: level.epochs must be a number from 0.001 to 1000, not \"x\"")]
    [InlineData("level.epoch=1", "--set level.epoch=1: unknown key \"level.epoch\" — did you mean \"epochs\"?")]
    [InlineData("level.epochs", "--set level.epochs: expected key=value, such as --set level.epochs=3")]
    [InlineData("=3", "--set =3: expected key=value, such as --set level.epochs=3")]
    [InlineData("seed.x=3", "--set seed.x=3: seed must be a whole number, not a map")]
    public void A_setting_is_as_strict_as_the_file(string setting, string expected) =>
        Assert.Equal(expected, Refusal(Before, setting));

    private static string Refusal(string yaml, params string[] settings) =>
        Assert.Throws<MpaException>(() => RecipeLoaderTests.Read(yaml, settings)).Message;
}
