namespace Mpa.Reports.Quality;

/// <summary>The words of a text: what stands between white space.</summary>
internal static class Words
{
    public static string[] Of(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public static int Count(string text) => Of(text).Length;
}
