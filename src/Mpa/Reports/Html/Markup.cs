using System.Diagnostics.CodeAnalysis;

namespace Mpa.Reports.Html;

/// <summary>Finished HTML. The only ways to make it escape every text that is put in.</summary>
internal readonly record struct Markup
{
    private readonly string? _html;

    private Markup(string html) => _html = html;

    public static Markup Empty => default;

    /// <summary>HTML with holes: a <see cref="Markup"/> goes in as it is, everything else is escaped.</summary>
    [SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "The handler is the parameter.")]
    public static Markup Of(ref MarkupHandler html) => new(html.ToString());

    /// <summary>A text, escaped.</summary>
    public static Markup Text(string? text) => new(HtmlText.Escape(text));

    /// <summary>A file of this program that is HTML or CSS already.</summary>
    public static Markup Resource(string name) => new(EmbeddedFile.Read(name));

    /// <summary>One after the other.</summary>
    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part._html)));

    public override string ToString() => _html ?? "";
}
