/// Every distance of the diagram, in units of its view box.
struct Metrics: Sendable {
    var text = TextWidth()
    /// Room kept for fonts wider than the averaged table, as a factor on sans-serif text.
    var reserve = 1.16

    let width = 1136.0
    let gutter = 20.0
    let numberRadius = 13.5

    // Lanes.
    let laneLeft = 50.0
    let laneRight = 1116.0
    let cardHeight = 50.0
    let cardTop = 28.0
    let headerHeight = 86.0
    let zonePadding = 8.0
    let zoneGap = 16.0
    let minimumGap = 130.0
    let comfortableGap = 220.0
    /// More lanes than this are shown as a list only.
    let mostLanes = 6

    // Bands.
    let panelReach = 16.0
    let panelRadius = 10.0
    let bandHeight = 96.0
    let bandGap = 14.0
    let requestLabel = 22.0
    let requestLine = 37.0
    let responseLine = 64.0
    let responseLabel = 85.0
    let labelInset = 22.0
    let labelEnd = 20.0
    let lineHeight = 16.0
    /// Between a label and the caption behind it.
    let captionGap = 12.0
    let verdictHeight = 19.0
    let localHeight = 64.0
    let hopHeight = 40.0
    let sameHeight = 30.0
    let redirectExtra = 12.0
    let redirectReach = 52.0
    let noteGap = 18.0
    let noteClearance = 24.0
    let noteMinimum = 130.0

    // Phases.
    let stripHeight = 36.0
    let stripGap = 10.0
    let phaseBottom = 14.0
    let endStrip = 30.0

    // Chips.
    let chipHeight = 19.0
    let chipGap = 6.0
    let chipEnd = 20.0
    /// Added between a label and a chip that stand above each other.
    let chipClearance = 5.0
    let chipPadding = 8.0
    let glyphRoom = 15.0

    // Threads.
    let threadStart = 14.0

    // Sizes of text.
    let wire = 12.5
    let caption = 12.5
    let chip = 11.0
    let badge = 11.0
    let status = 12.0
    let phaseTitle = 16.0
    let phaseQuestion = 13.5
    let laneName = 14.0
    let laneDetail = 11.0

    /// The widths of the widest font to expect.
    var wide: TextWidth { TextWidth(scale: text.scale * reserve) }

    /// The width of sans-serif text with room for wider fonts.
    func roomy(_ text: String, size: Double) -> Double { self.text.of(text, .regular, size: size) * reserve }
    func mono(_ text: String, size: Double) -> Double { self.text.of(text, .mono, size: size) * 1.03 }
}
