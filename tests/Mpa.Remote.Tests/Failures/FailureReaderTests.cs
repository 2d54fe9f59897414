using Mpa.Remote.Failures;

namespace Mpa.Remote.Tests.Failures;

public sealed class FailureReaderTests
{
    public static TheoryData<Exception> Broken => [new HttpRequestException("reset"), new IOException("cut"), new ObjectDisposedException("stream")];

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void What_breaks_a_connection_is_tried_again(Exception exception) => Assert.Equal(FailureKind.Server, FailureReader.Read(exception)!.Kind);

    [Fact]
    public void An_error_of_our_own_is_no_failure_of_a_request()
    {
        Assert.Null(FailureReader.Read(new ServerGivenUpException("enough")));
        Assert.Null(FailureReader.Read(new InvalidOperationException("a mistake")));
    }
}
