using System.Globalization;
using System.Text;
using QRCoder;

namespace OxyTrial.Reports.Drawing;

/// <summary>
/// A QR code (ISO/IEC 18004, error correction level M) drawn as one SVG path, with the quiet zone of four modules the standard asks for.
/// </summary>
public static class QrCodeSvg
{
    /// <summary>Draws a text as an SVG element that scales to whatever box holds it.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static string Draw(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var row = 0; row < modules.Count; row++)
        {
            AppendRow(path, row, modules[row]);
        }

        var size = modules.Count.ToString(CultureInfo.InvariantCulture);
        return $"""<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="QR code of {SvgText.Encode(text)}" shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>""";
    }

    // One rectangle for each run of dark modules: a hairline between neighbours would confuse scanners.
    private static void AppendRow(StringBuilder path, int row, System.Collections.BitArray modules)
    {
        for (var column = 0; column < modules.Count; column++)
        {
            var start = column;
            while (column < modules.Count && modules[column])
            {
                column++;
            }

            if (column > start)
            {
                var width = column - start;
                path.Append(CultureInfo.InvariantCulture, $"M{start} {row}h{width}v1h-{width}z");
            }
        }
    }
}
