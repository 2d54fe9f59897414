using System.Text.Json.Nodes;
using Mpa.Testing;
using Mpa.Torch.Inspection;
using Mpa.Torch.Tests.Golden;
using Mpa.Torch.Tokenizers.Templates;

namespace Mpa.Torch.Tests.Tokenizers.Templates;

public sealed class FolderTemplateTests
{
    private const string Written = """
        {# the same prompts, written otherwise #}
        <|im_start|>
        {%- for m in messages %}
            {{- m.role | capitalize ~ ':' + ('' if m.content[0].type == 'image' else ' ') }}
            {%- for part in m['content'] if part is mapping %}
                {%- if 'text' in part %}
                    {{- part.text }}
                {%- else %}
                    {{- "<image>" -}}
                {%- endif %}
            {%- endfor %}
            {{- '<end_of_utterance>\n' }}
        {%- endfor %}
        {%- if add_generation_prompt and not (messages | length == 0) %}
            {{- 'Assistant:' }}
        {%- endif %}

        """;

    [Fact]
    public void A_template_that_writes_the_familys_prompts_in_other_words_is_accepted()
    {
        using TemporaryFolder folder = With(Written);

        ModelInventory.Check(folder.Root);
    }

    [Fact]
    public void A_template_that_writes_other_prompts_is_refused_with_both()
    {
        using TemporaryFolder folder = With(Written.Replace("'Assistant:'", "'Bot:'"));

        string message = Assert.Throws<MpaException>(() => ModelInventory.Check(folder.Root)).Message;

        Assert.Contains("chat_template.json", message);
        Assert.Contains("""<end_of_utterance>\nBot:" where""", message);
        Assert.Contains("""<end_of_utterance>\nAssistant:";""", message);
    }

    [Theory]
    [InlineData("{% macro say(x) %}{{ x }}{% endmacro %}", "the statement macro")]
    [InlineData("{{ strftime_now('%d') }}", "strftime_now(…)")]
    [InlineData("{{ messages | tojson }}", "the filter tojson")]
    [InlineData("{% if true %}", "where endif is expected")]
    [InlineData("{{ 'a' ", "a mark that is not closed")]
    [InlineData("{{-}}", "\"\"")]
    [InlineData("{{ ((((((((((((((((((((((((((((((((((((((((((((((((((((1)))) }}", "nested too deeply")]
    public void What_cannot_be_followed_is_named(string template, string named)
    {
        using TemporaryFolder folder = With(template);

        string message = Assert.Throws<MpaException>(() => ModelInventory.Check(folder.Root)).Message;

        Assert.Contains(named, message);
        Assert.Contains("Take the template out of the folder", message);
    }

    [Theory]
    [InlineData("{% set x = 'ab' %}", "{% set x = x ~ x %}", 40, "{{ x }}")]
    [InlineData("{% set x = [1] %}", "{% set x = x + x %}", 40, "{{ x | length }}")]
    [InlineData("{{ 1", " + 1", 40_000, " }}")]
    [InlineData("{{ ", "- ", 40_000, "1 }}")]
    public void A_template_that_grows_beyond_memory_or_stack_is_stopped(
        string start, string again, int times, string end)
    {
        string text = start + string.Concat(Enumerable.Repeat(again, times)) + end;

        Assert.Throws<TemplateException>(() => new ChatTemplate(text).Render([], generationPrompt: true));
    }

    [Fact]
    public void A_template_that_writes_without_end_is_stopped()
    {
        string loops = string.Concat(Enumerable.Repeat("{% for m in [1, 2, 3, 4, 5, 6, 7, 8] %}", 20));
        string ends = string.Concat(Enumerable.Repeat("{% endfor %}", 20));

        ChatTemplate template = new(loops + "x" + ends);

        Assert.Throws<TemplateException>(() => template.Render([], generationPrompt: true));
    }

    [Theory]
    [InlineData("{% set a = namespace(n=0) %}{% for m in [1, 2] %}{% set a.n = a.n + m %}{% endfor %}{{ a.n }}", "3")]
    [InlineData("{% set x = 1 %}{% for m in [2] %}{% set x = m %}{% endfor %}{{ x }}", "1")]
    [InlineData("  {% if 1 in [1] %}\n  a\n  {% elif 2 %}\n  b\n  {% else %}c{% endif %}  d\n", "  a\n  d")]
    [InlineData("a {{- ' b ' -}} c", "a b c")]
    [InlineData("{{ [1, 2, 3][-1] }}{{ [1, 2, 3][1:] | length }}{{ none is none }}{{ x is defined }}", "32TrueFalse")]
    [InlineData("{% for m in ['a', 'b'] %}{{ loop.index0 }}{{ m }}{{ ',' if not loop.last }}{% endfor %}", "0a,1b")]
    public void Templates_are_rendered_as_jinja_renders_them(string template, string expected) =>
        Assert.Equal(expected, new ChatTemplate(template).Render([], generationPrompt: true));

    private static TemporaryFolder With(string template)
    {
        TemporaryFolder folder = ModelCopy.Of("smolvlm-tiny");
        File.WriteAllText(
            folder.At("chat_template.json"), new JsonObject { ["chat_template"] = template }.ToJsonString());
        return folder;
    }
}
