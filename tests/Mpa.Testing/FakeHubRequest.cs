namespace Mpa.Testing;

/// <summary>A request that a <see cref="FakeHub"/> got; headers are empty where it had none.</summary>
public sealed record FakeHubRequest(string Method, string Path, string Range, string Authorization);
