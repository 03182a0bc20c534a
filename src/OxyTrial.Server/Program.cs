namespace OxyTrial.Server; internal static class Program { private static void Main() { } }
