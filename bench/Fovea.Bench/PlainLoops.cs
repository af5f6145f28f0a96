namespace Fovea.Bench;

/// <summary>The window of a plain loop, the same along both axes.</summary>
internal readonly record struct PlainWindow(int Kernel, int Stride, int Dilation, int Padding)
{
    public int Output(int input) => ((input + (2 * Padding) - (Dilation * (Kernel - 1)) - 1) / Stride) + 1;

    // The first tap of a window that lies on data, and the one after the last.
    public int From(int output) => Math.Max(0, (Padding - (output * Stride) + Dilation - 1) / Dilation);

    public int To(int output, int input) => Math.Min(Kernel, ((input - 1 + Padding - (output * Stride)) / Dilation) + 1);
}

/// <summary>Convolution and max pooling as one writes them by hand for float32: nested loops over [N = 1, C, H, W], no padding is read, no SIMD.</summary>
internal static class PlainLoops
{
    public static float[] Convolve(float[] x, float[] w, float[] b, int channels, int size, int filters, int groups, PlainWindow window)
    {
        int output = window.Output(size);
        int kernel = window.Kernel;
        int channelsOfGroup = channels / groups;
        int filtersOfGroup = filters / groups;
        var y = new float[filters * output * output];
        for (int m = 0; m < filters; m++)
        {
            int firstChannel = m / filtersOfGroup * channelsOfGroup;
            for (int i = 0; i < output; i++)
            {
                int top = (i * window.Stride) - window.Padding;
                int fromRow = window.From(i);
                int toRow = window.To(i, size);
                for (int j = 0; j < output; j++)
                {
                    int left = (j * window.Stride) - window.Padding;
                    int fromColumn = window.From(j);
                    int toColumn = window.To(j, size);
                    float sum = b[m];
                    for (int c = 0; c < channelsOfGroup; c++)
                    {
                        for (int k = fromRow; k < toRow; k++)
                        {
                            int wRow = ((((m * channelsOfGroup) + c) * kernel) + k) * kernel;
                            int xRow = ((((firstChannel + c) * size) + top + (k * window.Dilation)) * size) + left;
                            for (int l = fromColumn; l < toColumn; l++)
                            {
                                sum += w[wRow + l] * x[xRow + (l * window.Dilation)];
                            }
                        }
                    }
                    y[(((m * output) + i) * output) + j] = sum;
                }
            }
        }
        return y;
    }

    public static float[] Pool(float[] x, int channels, int size, PlainWindow window)
    {
        int output = window.Output(size);
        var y = new float[channels * output * output];
        for (int c = 0; c < channels; c++)
        {
            for (int i = 0; i < output; i++)
            {
                int top = (i * window.Stride) - window.Padding;
                int fromRow = window.From(i);
                int toRow = window.To(i, size);
                for (int j = 0; j < output; j++)
                {
                    int left = (j * window.Stride) - window.Padding;
                    int fromColumn = window.From(j);
                    int toColumn = window.To(j, size);
                    float best = float.NegativeInfinity;
                    for (int k = fromRow; k < toRow; k++)
                    {
                        int xRow = (((c * size) + top + (k * window.Dilation)) * size) + left;
                        for (int l = fromColumn; l < toColumn; l++)
                        {
                            best = MathF.Max(best, x[xRow + (l * window.Dilation)]);
                        }
                    }
                    y[(((c * output) + i) * output) + j] = best;
                }
            }
        }
        return y;
    }
}
