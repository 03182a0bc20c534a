using System.Text;
namespace OxyTrial.Reports.Pdf;
internal static class PdfNormalizer
{
    public static byte[] Normalize(byte[] pdf, DateTimeOffset printedAt) => pdf;
}
