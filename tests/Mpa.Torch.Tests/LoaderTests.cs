namespace Mpa.Torch.Tests;

public sealed class LoaderTests
{
    [Fact]
    public void Libtorch_loads_from_the_test_folder() => Assert.Equal(2, TorchSharp.torch.ones(2).shape[0]);
}
