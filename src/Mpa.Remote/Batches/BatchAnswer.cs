namespace Mpa.Remote.Batches;

/// <summary>What a batch says of one request.</summary>
/// <param name="Status">HTTP status of the response; 0 when the request wasn't carried out.</param>
/// <param name="Body">Of the response, or what went wrong.</param>
internal sealed record BatchAnswer(int Status, string Body);
