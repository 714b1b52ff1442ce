print("wirescribe")
