"""What no plan can exceed: sellers take their best sets at wages, needs keep what their weight leaves."""
