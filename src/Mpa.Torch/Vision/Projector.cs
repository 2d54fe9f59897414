using Mpa.Torch.Layers;
using static TorchSharp.torch;

namespace Mpa.Torch.Vision;

/// <summary>Brings a tower's vectors to the width of the decoder: steps in a row.</summary>
internal sealed class Projector : nn.Module
{
    private readonly IReadOnlyList<(ProjectorStep Step, nn.Module? Layer)> _steps;

    public Projector(IReadOnlyList<ProjectorStep> steps, TensorPlace place)
        : base(nameof(Projector))
    {
        _steps = [.. steps.Select(step => (step, Layer(step, place)))];
        foreach ((ProjectorStep step, nn.Module? layer) in _steps)
        {
            if (layer is not null)
            {
                register_module(step.Name, layer);
            }
        }
    }

    /// <summary>vectors: [..., S, D] → features [..., S / joined, hidden].</summary>
    public Tensor Forward(Tensor vectors)
    {
        foreach ((ProjectorStep step, nn.Module? layer) in _steps)
        {
            vectors = (step, layer) switch
            {
                (_, Linear linear) => linear.Forward(vectors), // [..., S, outputs]
                (_, NormLayer norm) => norm.Forward(vectors), // [..., S, D]
                (ActivationStep activation, _) => activation.Kind.Apply(vectors), // [..., S, D]
                (ShuffleStep shuffle, _) => shuffle.Apply(vectors), // [N, S / side², side² · D]
                (JoinStep join, _) => vectors.view(-1, join.Count * vectors.shape[^1]), // [S / count, count · D]
                _ => throw new InvalidOperationException($"{step} is no step of a projector"),
            };
        }

        return vectors;
    }

    private static nn.Module? Layer(ProjectorStep step, TensorPlace place) => step switch
    {
        LinearStep linear => new Linear(linear.Inputs, linear.Outputs, linear.Bias, place),
        NormStep norm => norm.Norm.Create(norm.Width, place),
        _ => null,
    };
}

/// <summary>A step of a projector.</summary>
/// <param name="Name">Of its parameters below "projector."; empty where it has none.</param>
internal abstract record ProjectorStep(string Name)
{
    /// <summary>Vectors that become one.</summary>
    public virtual int Joined => 1;

    /// <summary>Names and shapes of its parameters.</summary>
    public virtual IEnumerable<(string Name, long[] Shape)> Parameters => [];
}

/// <summary>A linear layer.</summary>
internal sealed record LinearStep(string Name, long Inputs, long Outputs, bool Bias) : ProjectorStep(Name)
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, long[] Shape)> Parameters =>
        LayerTensors.Linear($"projector.{Name}", Outputs, Inputs, Bias);
}

/// <summary>A norm.</summary>
internal sealed record NormStep(string Name, NormConfig Norm, long Width) : ProjectorStep(Name)
{
    /// <inheritdoc/>
    public override IEnumerable<(string Name, long[] Shape)> Parameters => Norm.Parameters($"projector.{Name}", Width);
}

/// <summary>An activation.</summary>
internal sealed record ActivationStep(Activation Kind) : ProjectorStep("");

/// <summary>Neighbors in the sequence become one vector: towers that give square after square.</summary>
internal sealed record JoinStep(int Count) : ProjectorStep("")
{
    /// <inheritdoc/>
    public override int Joined => Count;
}

/// <summary>
/// Squares of a tile's patches become one vector, in the order row, column, channel: the pixel shuffle of Idefics3 and
/// of InternVL.
/// </summary>
/// <param name="Side">Of a square, in patches.</param>
/// <param name="ByColumns">The vectors follow one another column by column (InternVL's first version).</param>
internal sealed record ShuffleStep(int Side, bool ByColumns = false) : ProjectorStep("")
{
    /// <inheritdoc/>
    public override int Joined => Side * Side;

    /// <summary>patches: [N, S, D] of a square grid → [N, S / side², side² · D].</summary>
    public Tensor Apply(Tensor patches)
    {
        long count = patches.shape[0];

        // Exact: the root of a square this small is a whole number in double.
        long rows = (long)Math.Sqrt(patches.shape[1]);
        long small = rows / Side;
        Tensor cut = patches.view(count, small, Side, small, Side, patches.shape[2]); // [N, r, dy, c, dx, D]
        return (ByColumns ? cut.permute(0, 3, 1, 2, 4, 5) : cut.permute(0, 1, 3, 2, 4, 5)) // [N, r, c, dy, dx, D]
            .reshape(count, small * small, -1); // [N, rc, dy·dx·D]
    }
}
