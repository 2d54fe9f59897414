using Mpa.Cli.Recipes;
using Mpa.Recipes;

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
        Recipe recipe = Read("task: chartqa\nimages: ../charts/\nteacher: /models/big\nstudent: ~/small\noutput: runs/a\n");

        Assert.Equal("/work/charts", recipe.Images);
        Assert.Equal("/models/big", recipe.Teacher.Path);
        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "small"), recipe.Student.Path);
        Assert.Equal("/work/recipes/runs/a", recipe.Output);
    }

    [Fact]
    public void Without_an_output_the_run_is_named_after_the_recipe() =>
        Assert.Equal(Path.GetFullPath("out/my"), Read(Smallest).Output);

    [Fact]
    public void A_teacher_may_be_a_server()
    {
        Recipe recipe = Read("task: chartqa\nimages: c\nteacher:\n  url: http://localhost:8000/v1\n  model: Qwen/Qwen2-VL-7B-Instruct\nstudent: s\n");

        Assert.Equal(new ModelReference { Server = new ServerOptions { Url = "http://localhost:8000/v1", Model = "Qwen/Qwen2-VL-7B-Instruct" } }, recipe.Teacher);
    }

    [Fact]
    public void An_empty_map_keeps_the_defaults() => Assert.Equal(1, Read(Smallest + "annotate:\n").Annotate.PerImage);

    [Fact]
    public void Settings_replace_and_add_values()
    {
        Recipe recipe = Read(Smallest + "level: { rank: 4 }\n", "level.rank=8", "level.learningRate=1e-3", "images=here", "evaluate.questions=test");

        Assert.Equal(8, recipe.Level.Rank);
        Assert.Equal(1e-3, recipe.Level.LearningRate);
        Assert.Equal(Path.GetFullPath("here"), recipe.Images);
        Assert.Equal(Path.GetFullPath("test"), recipe.Evaluate!.Questions);
    }

    [Fact]
    public void Missing_files_are_told_with_their_line()
    {
        MpaException error = Assert.Throws<MpaException>(() => RecipeLoader.Read(Smallest, "my.yaml", "/nowhere", [], mustExist: true));

        Assert.Equal("my.yaml:2: images: there is no /nowhere/charts\nmy.yaml:3: teacher: there is no /nowhere/big\nmy.yaml:4: student: there is no /nowhere/small", error.Message);
    }

    [Fact]
    public void A_missing_recipe_is_told_with_one_to_begin_with()
    {
        MpaException error = Assert.Throws<MpaException>(() => RecipeLoader.Load("nowhere/my.yaml", []));

        Assert.Equal("nowhere/my.yaml: there is no such recipe; recipes/demo.yaml is one to begin with", error.Message);
    }

    internal static Recipe Read(string yaml, params string[] settings) => RecipeLoader.Read(yaml, "my.yaml", "/work/recipes", settings, mustExist: false);
}
