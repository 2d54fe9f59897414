namespace Mpa.Web.Wire;

/// <summary>What went wrong, for people (message) and programs (code).</summary>
internal sealed record ErrorDetail(string Message, string Type, string? Param, string? Code);
