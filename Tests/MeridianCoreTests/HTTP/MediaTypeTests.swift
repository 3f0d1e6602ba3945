import MeridianCore
import Testing

@Suite struct MediaTypeTests {
    @Test(arguments: [
        "application/json", "Application/JSON; charset=utf-8", "text/json", "application/problem+json",
        "application/cloudevents+json ;v=1",
    ])
    func theseAreJSON(type: String) {
        #expect(MediaType.isJSON(type))
    }

    @Test(arguments: ["", "text/plain", "application/jsonl", "text/plain; note=application/json", "json", "+xml"])
    func theseAreNot(type: String) {
        #expect(!MediaType.isJSON(type))
    }
}
