using Fovea.Numbers;

namespace Fovea.Claims;

/// <summary>
/// Generated pictures, noise on them, and what is measured of pictures. A picture is a tensor with values from 0 to 1; its last two axes are height and width, and the one before
/// them, if there is one, holds the channels. All noise is seeded.
/// </summary>
internal static class Images
{
    // Values are multiples of this, so that they are short as exact numbers.
    private const double Step = 1.0 / 256;

    /// <summary>A scene of discs and bars of plain colours, on a slope or on a ground of one value; the same for a seed.</summary>
    public static Meaning Picture(long[] sizes, long seed, Rational? ground)
    {
        (int channels, int height, int width) = Axes(Values.Create<long>(sizes));
        var random = new Random(unchecked((int)seed));
        var numbers = new double[channels * height * width];
        double[] Colour() => [.. Enumerable.Range(0, channels).Select(_ => random.NextDouble())];
        double[] top = Colour();
        double[] bottom = Colour();
        Fill((_, _, _) => true, (c, i) => ground is { } plain ? Rational.Value(plain)!.Value : top[c] + ((bottom[c] - top[c]) * i / height));
        const int shapes = 12;
        for (int shape = 0; shape < shapes; shape++)
        {
            double[] colour = Colour();
            double y = random.NextDouble() * height;
            double x = random.NextDouble() * width;
            double radius = (0.04 + (random.NextDouble() * 0.16)) * Math.Min(height, width);
            bool isDisc = shape % 2 == 0;
            Fill((_, i, j) => isDisc ? Square(i - y) + Square(j - x) < Square(radius) : Math.Abs(i - y) < radius / 3 && Math.Abs(j - x) < 2 * radius, (c, _) => colour[c]);
        }
        return Tensor(Values.Create<long>(sizes), numbers);

        void Fill(Func<int, int, int, bool> inside, Func<int, int, double> value)
        {
            for (int c = 0; c < channels; c++)
            {
                for (int i = 0; i < height; i++)
                {
                    for (int j = 0; j < width; j++)
                    {
                        if (inside(c, i, j))
                        {
                            numbers[(((c * height) + i) * width) + j] = value(c, i);
                        }
                    }
                }
            }
        }
    }

    /// <summary>A picture in which every pixel, with all its channels, is replaced by a value with a probability: salt is 1, pepper 0.</summary>
    public static Meaning Salted((Values<long> Sizes, double[] Numbers) picture, Rational? probability, Rational value, long seed)
    {
        (int channels, int height, int width) = Axes(picture.Sizes);
        double limit = Known(probability);
        double replacement = Rational.Value(value)!.Value;
        var random = new Random(unchecked((int)seed));
        double[] numbers = [.. picture.Numbers];
        for (int pixel = 0; pixel < height * width; pixel++)
        {
            if (random.NextDouble() < limit)
            {
                for (int c = 0; c < channels; c++)
                {
                    numbers[(c * height * width) + pixel] = replacement;
                }
            }
        }
        return Tensor(picture.Sizes, numbers);
    }

    /// <summary>A picture with normal noise of a standard deviation, clipped to 0 … 1.</summary>
    public static Meaning Noisy((Values<long> Sizes, double[] Numbers) picture, Rational? deviation, long seed)
    {
        double scale = Known(deviation);
        var random = new Random(unchecked((int)seed));
        // Box and Muller, 1958.
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Tensor(picture.Sizes, [.. picture.Numbers.Select(number => Math.Clamp(number + (scale * Normal()), 0, 1))]);
    }

    /// <summary>The mean of the pixels' saturations in the HSV model, (max − min) / max of the channels; 0 for black. Smith, 1978. Exact.</summary>
    public static Meaning Saturation(Meaning.Tensor picture)
    {
        (int channels, int height, int width) = Axes(picture.Sizes);
        Rational[] numbers = Exactly(picture);
        Rational sum = 0;
        for (int pixel = 0; pixel < height * width; pixel++)
        {
            Rational greatest = numbers[pixel];
            Rational least = greatest;
            for (int c = 1; c < channels; c++)
            {
                greatest = Rational.Max(greatest, numbers[(c * height * width) + pixel]);
                least = Rational.Min(least, numbers[(c * height * width) + pixel]);
            }
            sum += greatest > 0 ? (greatest - least) / greatest : 0;
        }
        return new Meaning.Number(sum / (height * width)) { Source = picture.Source };
    }

    /// <summary>10 · log₁₀(1 / mean squared difference), in decibels.</summary>
    public static Meaning PeakSignalToNoise((Values<long> Sizes, double[] Numbers) left, (Values<long> Sizes, double[] Numbers) right)
    {
        Same(left.Sizes, right.Sizes);
        double error = left.Numbers.Zip(right.Numbers, (a, b) => Square(a - b)).Average();
        return error > 0 ? Measured(-10 * Math.Log10(error)) : throw new IllFormedException("the pictures are equal: their ratio of signal to noise is infinite");
    }

    /// <summary>The structural similarity: the mean over all windows of 7 × 7. Wang, Bovik, Sheikh and Simoncelli, 2004, with a uniform window.</summary>
    public static Meaning StructuralSimilarity((Values<long> Sizes, double[] Numbers) left, (Values<long> Sizes, double[] Numbers) right)
    {
        Same(left.Sizes, right.Sizes);
        (int channels, int height, int width) = Axes(left.Sizes);
        const int window = 7;
        const double steadyMean = 0.01 * 0.01;
        const double steadyVariance = 0.03 * 0.03;
        if (height < window || width < window)
        {
            throw new IllFormedException($"a picture of {height} × {width} has no window of {window} × {window}");
        }
        double sum = 0;
        int windows = 0;
        for (int c = 0; c < channels; c++)
        {
            for (int top = 0; top + window <= height; top++)
            {
                for (int start = 0; start + window <= width; start++)
                {
                    (double a, double b, double aa, double bb, double ab) = (0, 0, 0, 0, 0);
                    for (int i = 0; i < window * window; i++)
                    {
                        int place = (((c * height) + top + (i / window)) * width) + start + (i % window);
                        (double x, double y) = (left.Numbers[place], right.Numbers[place]);
                        (a, b, aa, bb, ab) = (a + x, b + y, aa + (x * x), bb + (y * y), ab + (x * y));
                    }
                    const double n = window * window;
                    (double meanA, double meanB) = (a / n, b / n);
                    double covariance = (ab / n) - (meanA * meanB);
                    double variances = (aa / n) - (meanA * meanA) + (bb / n) - (meanB * meanB);
                    sum += ((2 * meanA * meanB) + steadyMean) * ((2 * covariance) + steadyVariance)
                        / (((meanA * meanA) + (meanB * meanB) + steadyMean) * (variances + steadyVariance));
                    windows++;
                }
            }
        }
        return Measured(sum / windows);
    }

    /// <summary>The mean of the squared differences between neighbours, down and to the right: how sharp a picture is. Exact.</summary>
    public static Meaning GradientEnergy(Meaning.Tensor picture)
    {
        (_, int height, int width) = Axes(picture.Sizes);
        Rational[] numbers = Exactly(picture);
        Rational sum = 0;
        int count = 0;
        for (int place = 0; place < numbers.Length; place++)
        {
            if (place / width % height < height - 1)
            {
                sum += Square(numbers[place + width] - numbers[place]);
                count++;
            }
            if (place % width < width - 1)
            {
                sum += Square(numbers[place + 1] - numbers[place]);
                count++;
            }
        }
        return count > 0 ? new Meaning.Number(sum / count) { Source = picture.Source } : throw new IllFormedException("a single pixel has no neighbours");
    }

    private static Rational[] Exactly(Meaning.Tensor picture) =>
        Array.ConvertAll(picture.Elements, element => element.Constant ?? throw new IllFormedException($"{element} is no number: images are measured"));

    private static (int Channels, int Height, int Width) Axes(Values<long> sizes) => sizes.Count is >= 2 and <= 4 && (sizes.Count < 4 || sizes[0] == 1)
        ? (sizes.Count > 2 ? (int)sizes[^3] : 1, (int)sizes[^2], (int)sizes[^1])
        : throw new IllFormedException($"a tensor [{string.Join(", ", sizes)}] is no picture: that is [height, width], [channels, height, width], or one of those in a batch");

    private static void Same(Values<long> left, Values<long> right)
    {
        if (left != right)
        {
            throw new IllFormedException($"pictures of [{string.Join(", ", left)}] and [{string.Join(", ", right)}] are not compared");
        }
    }

    private static double Known(Rational? number) => number is { } known ? Rational.Value(known)!.Value : throw new IllFormedException("the strength of noise is a number");

    private static Meaning Tensor(Values<long> sizes, double[] numbers) =>
        new Meaning.Tensor(sizes, Array.ConvertAll(numbers, number => Symbol.Literal(Math.Round(number / Step) * Step))) { Source = Standing.Measured };

    private static Meaning Measured(double value) => new Meaning.Number(Symbol.Literal(value)) { Source = Standing.Measured };

    private static Rational Square(Rational value) => value * value;

    private static double Square(double value) => value * value;
}
