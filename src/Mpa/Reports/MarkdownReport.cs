namespace Mpa.Reports;
internal static class MarkdownReport { public static string Write(RunReport report) => report.Headline; }
