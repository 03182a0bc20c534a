global using OxyTrial.Samples;
global using Shouldly;

// A server is killed, or its disk is full: what else runs then would be measured with it.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
