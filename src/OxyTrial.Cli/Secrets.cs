using System.Text;

namespace OxyTrial.Cli;

/// <summary>Asks for what must not stand on a command line: from an environment variable, else at the terminal unseen, else from a line of standard input.</summary>
internal static class Secrets
{
    /// <exception cref="CommandLineException">Nothing was given, or two different texts.</exception>
    public static string Ask(string prompt, string variable, bool twice)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
        {
            return given;
        }

        var typed = Read(prompt);
        return typed.Length == 0 ? throw new CommandLineException($"nothing was typed, and {variable} is not set.")
            : twice && !Console.IsInputRedirected && Read($"{prompt}, once more") != typed ? throw new CommandLineException("the two are not the same.")
            : typed;
    }

    /// <summary>Whether 'yes' is answered.</summary>
    public static bool Confirm(string statement)
    {
        Console.Error.Write($"{statement}. Type yes: ");
        return Console.ReadLine()?.Trim() == "yes";
    }

    private static string Read(string prompt)
    {
        if (Console.IsInputRedirected)
        {
            return Console.ReadLine() ?? string.Empty;
        }

        Console.Error.Write($"{prompt}: ");
        var text = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                text.Length = Math.Max(0, text.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                text.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return text.ToString();
    }
}
