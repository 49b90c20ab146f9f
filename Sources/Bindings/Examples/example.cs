// mcs example.cs && mono example.exe KEY DIRECTORY     (or a .NET project with this one file)
using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

static class Example {
    // `latchkey keys export --format hex` prints this; it is the demo issuer's, of which all know the secret.
    const string VendorKey = "800e658d365265876a4a24f6091dbe7f4f43afe3746492a5a69c7930c4391e25";
    const string Library = "liblatchkey.so.1";
    struct Usage { public ulong Used, Left; public int IsLimited, Reserved; }
    [DllImport(Library)] static extern int latchkey_trust_pin(byte[] keys, UIntPtr count, out IntPtr trust, out IntPtr error);
    [DllImport(Library)] static extern int latchkey_ledger_open(byte[] directory, UIntPtr length, IntPtr trust, long now, out IntPtr ledger, out IntPtr error);
    [DllImport(Library)] static extern int latchkey_ledger_install(IntPtr ledger, byte[] data, UIntPtr length, long now, IntPtr installed, out IntPtr error);
    [DllImport(Library)] static extern int latchkey_facts_new(IntPtr organization, UIntPtr organizationLength, IntPtr benefit, UIntPtr benefitLength, byte[] prefix, UIntPtr prefixLength, out IntPtr facts, out IntPtr error);
    [DllImport(Library)] static extern int latchkey_ledger_decide(IntPtr ledger, IntPtr facts, long now, out IntPtr decision, out IntPtr error);
    [DllImport(Library)] static extern int latchkey_decision_allowed(IntPtr decision);
    [DllImport(Library)] static extern int latchkey_ledger_consume(IntPtr ledger, ulong amount, uint meter, long now, out Usage usage, out IntPtr error);
    [DllImport(Library)] static extern int latchkey_ledger_close(IntPtr ledger);
    [DllImport(Library)] static extern IntPtr latchkey_error_message(IntPtr error, IntPtr length);

    static void Check(int result, IntPtr error) { // a sentence is ASCII but for names that it quotes
        if (result != 0) { Console.Error.WriteLine(Marshal.PtrToStringAnsi(latchkey_error_message(error, IntPtr.Zero))); Environment.Exit(65); }
    }
    static UIntPtr Size(byte[] text) { return (UIntPtr)text.Length; }
    static int Main(string[] args) {
        byte[] key = Encoding.UTF8.GetBytes(args[0]), directory = Encoding.UTF8.GetBytes(args[1]), prefix = Encoding.UTF8.GetBytes("DEMO");
        byte[] vendor = Enumerable.Range(0, 32).Select(i => Convert.ToByte(VendorKey.Substring(2 * i, 2), 16)).ToArray();
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds(); IntPtr trust, ledger, facts, decision, error; Usage usage;
        Check(latchkey_trust_pin(vendor, (UIntPtr)1, out trust, out error), error);
        Check(latchkey_ledger_open(directory, Size(directory), trust, now, out ledger, out error), error);
        Check(latchkey_ledger_install(ledger, key, Size(key), now, IntPtr.Zero, out error), error);
        Check(latchkey_facts_new(IntPtr.Zero, UIntPtr.Zero, IntPtr.Zero, UIntPtr.Zero, prefix, Size(prefix), out facts, out error), error);
        Check(latchkey_ledger_decide(ledger, facts, now, out decision, out error), error);
        if (latchkey_decision_allowed(decision) != 1) { Console.WriteLine("denied"); return 1; }
        Check(latchkey_ledger_consume(ledger, 1, 0, now, out usage, out error), error);
        Console.WriteLine("allowed\nused " + usage.Used); return latchkey_ledger_close(ledger);
    }
}
