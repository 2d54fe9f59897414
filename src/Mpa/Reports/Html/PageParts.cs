using System.Globalization;
using Mpa.Statistics;

namespace Mpa.Reports.Html;

/// <summary>Small pieces that several sections and pages share.</summary>
internal static class PageParts
{
    /// <summary>Heads the column that draws figures on a scale.</summary>
    public static Markup ScaleHead =>
        Markup.Of($"""<th scope="col" class="rail"><span class="hidden">On a scale</span></th>""");

    /// <summary>Attributes of a plot of 1000 by 100 units, stretched over the room that charts leave for it.</summary>
    public static Markup PlotRoom => Markup.Of($"""
        y="6" width="100%" height="190" viewBox="0 0 1000 100" preserveAspectRatio="none"
        """);

    /// <summary>The line above the headline.</summary>
    public static Markup Kicker(params IEnumerable<string> words) =>
        Markup.Of($"""<p class="kicker">{words.Prepend("Model Parity Aligner").Select(Span)}</p>""");

    /// <summary>
    /// A section with its heading, one line that says how to read it, its body and the files it is computed from.
    /// </summary>
    public static Markup Section(string id, string heading, string lead, Markup body, string source) => Markup.Of($"""
        <section id="{id}" aria-labelledby="{id}-h">
        <h2 id="{id}-h">{heading}</h2>
        <p class="lead">{lead}</p>
        {body}
        {Source(source)}
        </section>

        """);

    /// <summary>Where the figures come from.</summary>
    public static Markup Source(string files)
    {
        IEnumerable<Markup> names = files.Split(", ").Select(file => Markup.Of($"<span>{file}</span> "));
        return Markup.Of($"""<p class="source">Source: {names}</p>""");
    }

    /// <summary>
    /// An image that a click, or the space bar, shows over the whole page and back; or a box that says why there is
    /// none.
    /// </summary>
    public static Markup Image(string? dataUrl, string name)
    {
        Markup box = Markup.Of($"""<input type="checkbox" aria-label="Enlarge image {name}"/>""");
        return dataUrl is null
            ? Markup.Of($"""<span class="noimage">{name}<br/>not embedded</span>""")
            : Markup.Of($"""
                <label class="zoom">{box}<img src="{dataUrl}" alt="Image {name}" loading="lazy"/></label>
                """);
    }

    /// <summary>The images of an item, several of them small beside each other.</summary>
    public static Markup Images(ItemPictures item, string name)
    {
        IEnumerable<Markup> images =
            item.DataUrls.Select((url, at) => Image(url, $"{name} ({at + 1} of {item.Count})"));
        int left = item.Count - item.DataUrls.Count;
        Markup more = left == 0 ? Markup.Empty : Markup.Of($"""<span class="span">and {left} more</span>""");
        return item.Count == 1
            ? Image(item.DataUrls[0], name)
            : Markup.Of($"""<div class="several">{images}{more}</div>""");
    }

    /// <summary>Column heads; one that ends in ":" is of numbers.</summary>
    public static Markup Heads(params IEnumerable<string> names) => Markup.Join(names.Select(name => name.EndsWith(':')
        ? Head(name.TrimEnd(':'), "n")
        : Markup.Of($"""<th scope="col">{name}</th>""")));

    /// <summary>A column head of that class.</summary>
    public static Markup Head(string name, string kind) =>
        Markup.Of($"""<th scope="col" class="{kind}">{name}</th>""");

    /// <summary>The head of a column of figures with their intervals.</summary>
    public static Markup SpanHead(string name) =>
        Markup.Of($"""<th scope="col" class="n">{name}, 95&#160;%</th>""");

    /// <summary>The head of a row.</summary>
    public static Markup RowHead(string name) => Markup.Of($"""<th scope="row">{name}</th>""");

    /// <summary>Cells of numbers.</summary>
    public static Markup Numbers(params IEnumerable<string> texts) =>
        Markup.Join(texts.Select(text => Markup.Of($"""<td class="n">{text}</td>""")));

    /// <summary>A mean with its interval.</summary>
    public static Markup Score(Interval? score)
    {
        if (score is null)
        {
            return Numbers(Figures.None);
        }

        Markup span = Markup.Of($"""<span class="span">{Figures.PercentSpan(score)}</span>""");
        return Markup.Of($"""<td class="n">{Figures.Percent(score)} {span}</td>""");
    }

    /// <summary>A difference with its interval.</summary>
    /// <param name="change">None is a dash.</param>
    /// <param name="kind">Classes of the cell, which give it its color.</param>
    public static Markup Change(Difference? change, string kind = "n")
    {
        if (change is null)
        {
            return Numbers(Figures.None);
        }

        Markup span = Markup.Of($"""<span class="span">{Figures.PointSpan(change)}</span>""");
        return Markup.Of($"""<td class="{kind}"><b>{Figures.Points(change)}</b> {span}</td>""");
    }

    /// <summary>A share as the x of an SVG element, in percent of its width.</summary>
    public static string X(double share) =>
        Figures.Fixed(100 * Math.Clamp(share, 0, 1), 2).Replace("\u2212", "-", StringComparison.Ordinal) + "%";

    /// <summary>A coordinate inside a plot.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Where a share of a plot's height lies on the chart.</summary>
    public static double PlotY(double share) => 6 + (190 * (1 - share));

    /// <summary>A line across a chart, with its label.</summary>
    public static Markup GridLine(string y, string label)
    {
        Markup line = Markup.Of($"""<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>""");
        return Markup.Of($"""{line}<text class="tick" x="-8" y="{y}" dy="4" text-anchor="end">{label}</text>""");
    }

    private static Markup Span(string text) => Markup.Of($"<span>{text}</span>");
}
