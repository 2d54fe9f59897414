namespace Mpa.Reports.Html;

/// <summary>Small pieces that several sections share.</summary>
internal static class Parts
{
    /// <summary>A section with its heading, one line that says how to read it, its body and the files it is computed from.</summary>
    public static Markup Section(string id, string heading, string lead, Markup body, string source) => Markup.Of($"""
        <section id="{id}" aria-labeledby="{id}-h">
        <h2 id="{id}-h">{heading}</h2>
        <p class="lead">{lead}</p>
        {body}
        {Source(source)}
        </section>

        """);

    /// <summary>Where the figures come from.</summary>
    public static Markup Source(string files) => Markup.Of($"""<p class="source">Source: {files.Split(", ").Select(file => Markup.Of($"<span>{file}</span> "))}</p>""");

    /// <summary>An image, or a box that says why there is none.</summary>
    public static Markup Image(string? dataUrl, string name) => dataUrl is null
        ? Markup.Of($"""<span class="noimage">{name}<br/>not embedded</span>""")
        : Markup.Of($"""<img src="{dataUrl}" alt="Image {name}" loading="lazy"/>""");

    /// <summary>A share as the x of an SVG element, in percent of its width.</summary>
    public static string X(double share) => Figures.Fixed(100 * Math.Clamp(share, 0, 1), 2).Replace("\u2212", "-", StringComparison.Ordinal) + "%";
}
