import Testing

@testable import Traces

@Suite struct FoldedStacksTests {
    @Test func samplesOfPerfAreFolded() {
        let script = """
            shop  4242 [001]  10.100000:   250000 cpu-clock:
            \t    55d0a1 sort+0x1c (/app/shop)
            \t    55d0b2 main (inlined)+0x4 (/app/shop)
            \t    7f0012 [unknown] (/usr/lib/libc.so.6)

            shop  4242 [001]  10.200000:   250000 cpu-clock:
            \t    55d0a9 sort+0x20 (/app/shop)
            \t    55d0b2 main (inlined)+0x4 (/app/shop)
            \t    7f0012 [unknown] (/usr/lib/libc.so.6)

            shop  4242 [001]  10.300000:   250000 cpu-clock:
            \t    55d0b2 main+0x8 (/app/shop)
            """
        let stacks = FoldedStacks(perfScript: script) { $0 == "main" ? "Shop.main()" : $0 }
        #expect(stacks.total == 3)
        #expect(
            stacks.counts == [
                ["shop", "[unknown]", "main (inlined)", "sort"]: 2, ["shop", "Shop.main()"]: 1,
            ])
        #expect(FoldedStacks(stacks.text) == stacks)
    }

    @Test func theFramesThatRanComeByHowOften() {
        let stacks = FoldedStacks("a;b;sort 3\na;sort 4\na 5\na;b 1\n")
        #expect(stacks.innermost.map(\.frame) == ["sort", "a", "b"])
        #expect(stacks.innermost.map(\.count) == [7, 5, 1])
        #expect(FoldedStacks().innermost.isEmpty)
    }

    @Test(arguments: ["", "\n\n", "\t 12 lonely+0x1 (/a)", "shop", "x y\n\t\n\t12\n"])
    func whatIsNoSampleAddsNoFrames(text: String) {
        #expect(FoldedStacks(perfScript: text).counts.keys.allSatisfy { $0.count == 1 })
    }

    @Test func aGraphHasEachFrameAsWideAsItsSamples() {
        var stacks = FoldedStacks()
        stacks.add(["shop", "a<b>"], count: 3)
        stacks.add(["shop", "other"], count: 1)
        let svg = FlameGraph(stacks, title: "shop & co").svg
        #expect(svg.contains("a&lt;b&gt;: 3 samples, 75.0 %"))
        #expect(svg.contains("width=\"900.0\""))
        #expect(svg.contains("shop &amp; co"))
        #expect(!svg.contains("a<b>"))
    }
}
