namespace Mpa.Remote.Requests;

/// <summary>An image in the form in which it is sent.</summary>
/// <param name="Bytes">Of a file.</param>
/// <param name="MediaType">"image/png" and the like.</param>
/// <param name="Pixels">Width × height.</param>
internal sealed record SentImage(byte[] Bytes, string MediaType, long Pixels);
