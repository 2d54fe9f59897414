using Mpa.Cli.Recipes;
using Mpa.Recipes;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Recipes;

public sealed class RecipeLoaderTests
{
    private const string Smallest = "task: chartqa\nimages: charts\nteacher: big\nstudent: small\n";

    [Fact]
    public void A_recipe_states_only_what_differs_from_the_defaults()
    {
        Recipe recipe = Read(Smallest + "level: { method: full, epochs: 0.5, targets: [q_proj, v_proj] }\nseed: -7\n");

        Assert.Equal("full", recipe.Level.Method);
        Assert.Equal(0.5, recipe.Level.Epochs);
        Assert.Equal(["q_proj", "v_proj"], recipe.Level.Targets);
        Assert.Equal(-7, recipe.Seed);
        Assert.Equal(new Mpa.Annotation.AnnotateOptions(), recipe.Annotate);
        Assert.Null(recipe.Evaluate);
    }

    [Fact]
    public void Paths_start_from_the_recipes_folder_and_tilde_is_home()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Recipe recipe = Read(
            "task: chartqa\nimages: ../charts/\nteacher: /models/big\nstudent: ~/small\noutput: runs/a\n");

        Assert.Equal("/work/charts", recipe.Images);
        Assert.Equal("/models/big", recipe.Teacher.Path);
        Assert.Equal(Path.Combine(home, "small"), recipe.Student.Path);
        Assert.Equal("/work/recipes/runs/a", recipe.Output);
    }

    [Fact]
    public void Without_an_output_the_run_is_named_after_the_recipe() =>
        Assert.Equal(Path.GetFullPath("out/my"), Read(Smallest).Output);

    [Fact]
    public void A_teacher_may_be_a_server()
    {
        Recipe recipe = Read(
            "task: chartqa\nimages: c\n" +
            "teacher:\n  url: http://localhost:8000/v1\n  model: Qwen/Qwen2-VL-7B-Instruct\n" +
            "student: s\n");

        ServerOptions server = new() { Url = "http://localhost:8000/v1", Model = "Qwen/Qwen2-VL-7B-Instruct" };
        Assert.Equal(new ModelReference { Server = server }, recipe.Teacher);
    }

    [Fact]
    public void An_empty_map_keeps_the_defaults() => Assert.Equal(1, Read(Smallest + "annotate:\n").Annotate.PerImage);

    [Fact]
    public void Settings_replace_and_add_values()
    {
        Recipe recipe = Read(
            Smallest + "level: { rank: 4 }\n",
            "level.rank=8", "level.learningRate=1e-3", "images=here", "evaluate.questions=test");

        Assert.Equal(8, recipe.Level.Rank);
        Assert.Equal(1e-3, recipe.Level.LearningRate);
        Assert.Equal(Path.GetFullPath("here"), recipe.Images);
        Assert.Equal(Path.GetFullPath("test"), recipe.Evaluate!.Questions);
    }

    [Fact]
    public void Missing_files_are_told_with_their_line()
    {
        MpaException error = Assert.Throws<MpaException>(
            () => RecipeLoader.Read(Smallest, "my.yaml", "/nowhere", [], mustExist: true));

        Assert.Equal(
            "my.yaml:2: images: there is no /nowhere/charts\n" +
            "my.yaml:3: teacher: there is no /nowhere/big\n" +
            "my.yaml:4: student: there is no /nowhere/small",
            error.Message);
    }

    [Theory]
    [InlineData("images: { path: charts, limit: 200 }")]
    [InlineData("images: charts\nimages.limit: 200")]
    [InlineData("images: { path: charts, limit: 9 }", "images.limit=200")]
    [InlineData("images: other", "images.limit=200", "images.path=/work/recipes/charts")]
    public void Images_may_be_limited_where_they_are_named(string images, params string[] settings)
    {
        Recipe recipe = Read($"task: demo\n{images}\nteacher: big\nstudent: small\n", settings);

        Assert.Equal(("/work/recipes/charts", 200), (recipe.Images, recipe.ImageLimit));
    }

    [Fact]
    public void A_limit_of_images_that_cannot_be_is_told_by_its_name()
    {
        MpaException error = Assert.Throws<MpaException>(
            () => Read("task: demo\nimages: { path: charts, limit: -1, size: 3 }\nteacher: big\nstudent: small\n"));

        Assert.StartsWith(
            "my.yaml:2: images.limit must be a whole number of at least 0, not \"-1\"\n"
                + "my.yaml:2: unknown key \"images.size\"",
            error.Message);
    }

    [Fact]
    public void A_model_is_named_by_its_folder_a_run_or_its_name_on_the_hub()
    {
        using TemporaryFolder folder = new();
        folder.Write("charts/a.png", "");
        folder.Write("home/owner--big/config.json", "{}");
        folder.Write("out/run.json", "{}");
        folder.Write("out/4-leveled/config.json", "{}");
        folder.Write("tuned/adapter_config.json", """{"base_model_name_or_path": "owner/big"}""");

        Recipe recipe = Load("owner/big", "{ path: owner/big, dtype: int8 }", "out");
        MpaException missing = Assert.Throws<MpaException>(() => Load("owner/other", "tuned", "out"));

        Assert.Equal(folder.At("home", "owner--big"), recipe.Teacher.Path);
        Assert.Equal(folder.At("home", "owner--big"), recipe.Student.Path);
        Assert.Equal(folder.At("out", "4-leveled"), recipe.Judge!.Model.Path);
        Assert.StartsWith(
            $"my.yaml:3: teacher: there is no {folder.At("owner", "other")}, and no "
                + $"{folder.At("home", "owner--other")}; if it is a model of the hub, get it with: "
                + $"mpa pull owner/other\nmy.yaml:4: student: {folder.At("tuned")} is a LoRA adapter of owner/big",
            missing.Message);

        Recipe Load(string teacher, string student, string judge) => RecipeLoader.Read(
            $"task: demo\nimages: charts\nteacher: {teacher}\nstudent: {student}\n"
                + $"evaluate: {{ questions: charts }}\njudge: {{ model: {judge} }}\n",
            "my.yaml",
            folder.Root,
            [],
            folder.At("home"));
    }

    [Fact]
    public void A_missing_recipe_is_told_with_one_to_begin_with()
    {
        MpaException error = Assert.Throws<MpaException>(() => RecipeLoader.Load("nowhere/my.yaml", []));

        Assert.Equal("nowhere/my.yaml: there is no such recipe; recipes/demo.yaml is one to begin with", error.Message);
    }

    internal static Recipe Read(string yaml, params string[] settings) =>
        RecipeLoader.Read(yaml, "my.yaml", "/work/recipes", settings, mustExist: false);
}
