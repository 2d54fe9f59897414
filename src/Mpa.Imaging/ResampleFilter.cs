namespace Mpa.Imaging;

/// <summary>Filters of Pillow's Image.resize that image processors ask for; the numbers are Pillow's.</summary>
public enum ResampleFilter
{
    /// <summary>Windowed sinc over 3 source pixels a side.</summary>
    Lanczos = 1,

    /// <summary>Triangle over 1 source pixel a side.</summary>
    Bilinear = 2,

    /// <summary>Keys' cubic with a = −0.5 over 2 source pixels a side.</summary>
    Bicubic = 3,
}
