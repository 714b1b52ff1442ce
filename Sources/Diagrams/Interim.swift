public enum MermaidExport { public static func text(_ flow: Flow) -> String { "" } }
public enum PlantUMLExport { public static func text(_ flow: Flow) -> String { "" } }
