using System.Diagnostics;
using System.Globalization;

namespace OxyTrial.Canary.Tests.Playing;

/// <summary>The whole memory of a process, written to a file.</summary>
internal static class CoreDump
{
    /// <summary>Writes it with the runtime's own tool, or with gcore.</summary>
    /// <returns>Null when it was written, else why it was not.</returns>
    public static async Task<string?> WriteAsync(int process, string path)
    {
        var id = process.ToString(CultureInfo.InvariantCulture);
        var runtime = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "createdump");
        var refused = File.Exists(runtime) ? await RunAsync(runtime, "--full", "-f", path, id) : $"there is no {runtime}";
        if (refused is null)
        {
            return null;
        }

        // gcore appends the id to the name.
        var refusedToo = await RunAsync("gcore", "-o", path, id);
        if (refusedToo is not null || !File.Exists($"{path}.{id}"))
        {
            return $"no core dump can be written here: createdump: {refused}; gcore: {refusedToo}";
        }

        File.Move($"{path}.{id}", path);
        return null;
    }

    private static async Task<string?> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? null : $"exit code {process.ExitCode}: {(await output).Trim()} {(await errors).Trim()}";
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
