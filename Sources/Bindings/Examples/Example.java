// java --enable-native-access=ALL-UNNAMED Example.java LIBRARY KEY DIRECTORY   (Java 22 or later)
import java.lang.foreign.*;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.HexFormat;
import static java.lang.foreign.ValueLayout.*;

public class Example {
    // `latchkey keys export --format hex` prints this; it is the demo issuer's, of which all know the secret.
    static final String VENDOR_KEY = "800e658d365265876a4a24f6091dbe7f4f43afe3746492a5a69c7930c4391e25";
    static final long MEASURE = -1; // LATCHKEY_MEASURE
    static SymbolLookup library;

    static MethodHandle function(String name, MemoryLayout... parameters) {
        return Linker.nativeLinker().downcallHandle(
            library.find("latchkey_" + name).orElseThrow(), FunctionDescriptor.of(JAVA_INT, parameters));
    }

    static void check(Object result) { if ((int) result != 0) { System.out.println("result " + result); System.exit(65); } }

    public static void main(String[] arguments) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            library = SymbolLookup.libraryLookup(Path.of(arguments[0]), arena);
            MemorySegment none = MemorySegment.NULL, out = arena.allocate(ADDRESS), usage = arena.allocate(24);
            MemorySegment key = arena.allocateFrom(arguments[1]), directory = arena.allocateFrom(arguments[2]);
            long now = System.currentTimeMillis() / 1000;
            check(function("trust_pin", ADDRESS, JAVA_LONG, ADDRESS, ADDRESS).invoke(arena.allocateFrom(JAVA_BYTE, HexFormat.of().parseHex(VENDOR_KEY)), 1L, out, none));
            MemorySegment trust = out.get(ADDRESS, 0);
            check(function("ledger_open", ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS).invoke(directory, MEASURE, trust, now, out, none));
            MemorySegment ledger = out.get(ADDRESS, 0);
            check(function("ledger_install", ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS).invoke(ledger, key, MEASURE, now, none, none));
            check(function("facts_new", ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS).invoke(none, 0L, none, 0L, arena.allocateFrom("DEMO"), MEASURE, out, none));
            check(function("ledger_decide", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS).invoke(ledger, out.get(ADDRESS, 0), now, out, none));
            if ((int) function("decision_allowed", ADDRESS).invoke(out.get(ADDRESS, 0)) != 1) { System.out.println("denied"); System.exit(1); }
            System.out.println("allowed");
            check(function("ledger_consume", ADDRESS, JAVA_LONG, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS).invoke(ledger, 1L, 0, now, usage, none));
            System.out.println("used " + usage.get(JAVA_LONG, 0));
        }
    }
}
